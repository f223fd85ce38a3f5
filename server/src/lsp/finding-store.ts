/**
 * The latest findings of every file, as the protocol thread knows them, and which version of a document they are about.
 *
 * Each file has a revision that grows when what is shown of it changes: the result id of pull diagnostics.
 */
import type { Finding } from '../analyzer/findings/finding.ts';
import type { AnalysisResult, EarlyResult, FileProblem, IdleComment } from './analysis/messages.ts';
import { sameData } from './analysis/same-data.ts';

/** What is known about one file. */
interface FileEntry {
  readonly findings: readonly Finding[];
  readonly problems: readonly FileProblem[];
  readonly idleComments: readonly IdleComment[];
  readonly revision: number;
}

const nothing: FileEntry = { findings: [], problems: [], idleComments: [], revision: 0 };

/** See the head of this file. */
export class FindingStore {
  readonly #files = new Map<string, FileEntry>();
  #analyzedVersions: ReadonlyMap<string, number> = new Map();
  #revision = 0;

  /** Takes a result in. @returns The paths whose content changed, sorted. */
  update(result: AnalysisResult): readonly string[] {
    this.#analyzedVersions = new Map(result.versions);
    this.#revision++;
    const findings = new Map(result.changed.map((change) => [change.path, change.findings]));
    const problems = groupByPath(result.problems, ({ path }) => path);
    const idleComments = groupByPath(result.idleComments, ({ location }) => location.path);
    const changed: string[] = [];
    for (const path of new Set([
      ...findings.keys(),
      ...problems.keys(),
      ...idleComments.keys(),
      ...this.#files.keys(),
    ])) {
      const before = this.#files.get(path) ?? nothing;
      const after = {
        findings: findings.get(path) ?? before.findings,
        problems: problems.get(path) ?? [],
        idleComments: idleComments.get(path) ?? [],
        revision: this.#revision,
      };
      const isSame =
        sameData(before.problems, after.problems) && sameData(before.idleComments, after.idleComments);
      if (isSame && !findings.has(path)) continue;
      // Emptied files keep their entry: their revision tells that something was taken back.
      this.#files.set(path, after);
      changed.push(path);
    }
    return changed.sort();
  }

  /**
   * Takes in what is known of one document before its result. Not where comments and problems are shown, which are known
   * for the version before only. @returns Whether it was taken.
   */
  updateEarly({ path, version, findings }: EarlyResult): boolean {
    const before = this.#files.get(path) ?? nothing;
    if (before.problems.length > 0 || before.idleComments.length > 0) return false;
    this.#revision++;
    this.#files.set(path, { ...before, findings, revision: this.#revision });
    this.#analyzedVersions = new Map([...this.#analyzedVersions, [path, version]]);
    return true;
  }

  findings(path: string): readonly Finding[] {
    return this.#files.get(path)?.findings ?? [];
  }

  problems(path: string): readonly FileProblem[] {
    return this.#files.get(path)?.problems ?? [];
  }

  idleComments(path: string): readonly IdleComment[] {
    return this.#files.get(path)?.idleComments ?? [];
  }

  /** 0 for a file that never had anything to show. */
  revision(path: string): number {
    return this.#files.get(path)?.revision ?? 0;
  }

  /** The version of an open document that the latest result is about; undefined when it saw none. */
  analyzedVersion(path: string): number | undefined {
    return this.#analyzedVersions.get(path);
  }

  /** Every file that has or had something to show, sorted. */
  paths(): readonly string[] {
    return [...this.#files.keys()].sort();
  }

  /** All findings, by file. */
  allFindings(): readonly Finding[] {
    return this.paths().flatMap((path) => this.findings(path));
  }
}

function groupByPath<T>(items: readonly T[], pathOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const list = groups.get(pathOf(item));
    if (list) list.push(item);
    else groups.set(pathOf(item), [item]);
  }
  return groups;
}
