/**
 * A host whose reads let the event loop serve others now and then.
 *
 * The disk is read with plain synchronous calls, which is fast; but a scan of thousands of files would let no message
 * through until it is done.
 */
import type { FileSystem, Host } from '../../hosts/host.ts';
import { walkFiles } from '../../hosts/walk-files.ts';

/** Milliseconds of reading after which others get a turn. */
const sliceMilliseconds = 10;

/** `nextTurn` resolves after the event loop has served whatever is waiting. */
export function createYieldingHost(host: Host, nextTurn: () => Promise<void>): Host {
  let sliceEnd = host.now() + sliceMilliseconds;
  const breathe = async (): Promise<void> => {
    if (host.now() < sliceEnd) return;
    await nextTurn();
    sliceEnd = host.now() + sliceMilliseconds;
  };
  const files: FileSystem = {
    ...host,
    async readFolder(folder) {
      await breathe();
      return host.readFolder(folder);
    },
    async readText(file, maxBytes) {
      await breathe();
      return host.readText(file, maxBytes);
    },
  };
  return {
    ...files,
    now: host.now,
    listFiles: (request, token) => walkFiles(files, request, token),
  };
}
