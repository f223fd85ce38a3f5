/**
 * The client's file system as two functions: what the host for browsers and virtual file systems asks for.
 *
 * Answers come from another program, so their shape is checked here and nowhere else.
 */
import type {
  ListFilesMethod,
  ListFilesParams,
  ListFilesResult,
  ReadFilesMethod,
  ReadFilesParams,
  ReadFilesResult,
} from '../../protocol/files.ts';
import type { HostRequests } from './host-requests.ts';

/** The shape that `createBrowserHost` wants. */
export interface RequestedFiles {
  readonly listFiles: (params: ListFilesParams) => Promise<ListFilesResult>;
  readonly readFiles: (params: ReadFilesParams) => Promise<ReadFilesResult>;
}

/** Asks over `requests`. Each function rejects when the client refuses or answers something else. */
export function createRequestedFiles(requests: HostRequests): RequestedFiles {
  return {
    async listFiles(params) {
      const method: ListFilesMethod = 'sekretess/listFiles';
      const { paths, truncated } = toRecord(await requests.request(method, params), method);
      if (!Array.isArray(paths) || !paths.every((path) => typeof path === 'string')) throw malformed(method);
      return { paths, truncated: truncated === true };
    },
    async readFiles(params) {
      const method: ReadFilesMethod = 'sekretess/readFiles';
      const { texts } = toRecord(await requests.request(method, params), method);
      if (!Array.isArray(texts) || !texts.every((text) => text === null || typeof text === 'string'))
        throw malformed(method);
      return { texts };
    },
  };
}

function toRecord(value: unknown, method: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw malformed(method);
  return value as Readonly<Record<string, unknown>>;
}

function malformed(method: string): Error {
  return new Error(`the editor answered ${method} in a form that is not understood`);
}
