/**
 * `--baseline FILE`: the fingerprints of an earlier report, so that only what is new is shown.
 *
 * Takes our JSON, our SARIF, and JSON in the shape of Semgrep. A file that is none of these is a usage error: a baseline
 * that silently holds nothing would show everything as new, one that holds too much would hide.
 */
import type { Host, Location } from '../hosts/host.ts';
import { UserError } from './user-error.ts';

const maxBaselineBytes = 200_000_000;

/** The key of our fingerprints in SARIF. */
const sarifScheme = 'sekretess/v1';

/** Reads the file. `name`: as the user wrote it. Throws a UserError. */
export async function readBaseline(
  host: Host,
  location: Location,
  name: string,
): Promise<ReadonlySet<string>> {
  const outcome = await host.readText(location, maxBaselineBytes);
  if (outcome.kind !== 'text')
    throw new UserError(
      `The baseline "${name}" cannot be read. So nobody could say what is new, and nothing was scanned. Name a report that an earlier scan wrote with --output.`,
    );
  let report: unknown;
  try {
    report = JSON.parse(outcome.text);
  } catch {
    throw new UserError(
      `The baseline "${name}" is not JSON. So nobody could say what is new, and nothing was scanned. Write one with --format json or sarif, and --output.`,
    );
  }
  const fingerprints = fingerprintsOf(report);
  if (fingerprints === undefined)
    throw new UserError(
      `The baseline "${name}" is no report of Sekretess: it has neither findings nor results. So nobody could say what is new, and nothing was scanned. Write one with --format json or sarif, and --output.`,
    );
  return new Set(fingerprints);
}

/** Suppressed findings too: what a person has seen is not new when the comment goes. */
function fingerprintsOf(report: unknown): readonly string[] | undefined {
  const ours = listOf(report, 'findings');
  if (ours !== undefined)
    return [...ours, ...(listOf(report, 'suppressed') ?? [])].flatMap((row) => textOf(row, 'fingerprint'));
  const runs = listOf(report, 'runs');
  if (runs !== undefined)
    return runs.flatMap((run) =>
      (listOf(run, 'results') ?? []).flatMap((row) =>
        textOf(fieldOf(row, 'partialFingerprints'), sarifScheme),
      ),
    );
  return listOf(report, 'results')?.flatMap((row) => textOf(fieldOf(row, 'extra'), 'fingerprint'));
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

function listOf(value: unknown, key: string): readonly unknown[] | undefined {
  const list = fieldOf(value, key);
  return Array.isArray(list) ? list : undefined;
}

function textOf(value: unknown, key: string): readonly string[] {
  const text = fieldOf(value, key);
  return typeof text === 'string' ? [text] : [];
}
