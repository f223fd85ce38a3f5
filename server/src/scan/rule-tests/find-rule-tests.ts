/**
 * Which target files belong to which rule file.
 *
 * Semgrep's convention: `rule.yaml` is tested by every file beside it whose name is `rule` plus other endings (`rule.js`,
 * `rule.tsx`, `rule.1.ts`, `rule.test.yaml`), and `rule.fixed.js` holds what `rule.js` looks like after its fixes. With
 * targets of their own, both folders have the same shape.
 */
import { comparePaths, type Host, type Location } from '../../hosts/host.ts';
import { UserError } from '../user-error.ts';

/** A file by the name that messages use. */
export interface NamedFile {
  readonly name: string;
  readonly location: Location;
}

/** A target, and the file that shows it after its fixes. */
export interface TestTarget extends NamedFile {
  readonly fixed: NamedFile | undefined;
}

/** One rule file with its targets, sorted by name. */
export interface RuleTest {
  readonly ruleFile: NamedFile;
  readonly targets: readonly TestTarget[];
}

const maxFiles = 200_000;
const maxDepth = 30;

interface FoundFile extends NamedFile {
  /** Relative to the folder that was named, with forward slashes. */
  readonly below: string;
}

/**
 * Pairs the rule files in `rules` with targets in `targets`, or beside them when there are none. Throws a UserError for a
 * place that is not there.
 */
export async function findRuleTests(
  host: Host,
  rules: readonly NamedFile[],
  targets: readonly NamedFile[],
): Promise<readonly RuleTest[]> {
  const tests: RuleTest[] = [];
  const targetSets: { readonly isFile: boolean; readonly files: readonly FoundFile[] }[] = [];
  for (const place of targets) targetSets.push(await listPlace(host, place));
  for (const place of rules) {
    const { isFile, files } = await listPlace(host, place);
    const ruleFiles = files.filter(({ below }) => isRuleFile(below));
    if (ruleFiles.length === 0)
      throw new UserError(
        `There is no rule file in "${place.name}", so there is nothing to test. Rule files end in .yaml or .yml. Name the folder that has them, or a file.`,
      );
    const beside = isFile && targets.length === 0 ? await listBeside(host, place) : files;
    tests.push(...pairUp(ruleFiles, targets.length === 0 ? [{ isFile: false, files: beside }] : targetSets));
  }
  return tests.sort((a, b) => comparePaths(a.ruleFile.name, b.ruleFile.name));
}

function pairUp(
  ruleFiles: readonly FoundFile[],
  sets: readonly { readonly isFile: boolean; readonly files: readonly FoundFile[] }[],
): readonly RuleTest[] {
  const rulesByBase = new Map(ruleFiles.map((file) => [file.below.replace(/\.ya?ml$/, ''), file]));
  const targetsByRule = new Map<FoundFile, FoundFile[]>(ruleFiles.map((file) => [file, []]));
  for (const { isFile, files } of sets)
    for (const file of files) {
      if (isRuleFile(file.below)) continue;
      // A target that was named itself is for the one rule file that was named, whatever they are called.
      const only = isFile && ruleFiles.length === 1 ? ruleFiles[0] : undefined;
      const rule = only ?? ruleOf(file.below, rulesByBase);
      if (rule !== undefined) targetsByRule.get(rule)?.push(file);
    }
  return [...targetsByRule].map(([ruleFile, files]) => ({ ruleFile, targets: toTargets(files) }));
}

/** The rule with the longest name that the file's name begins with. */
function ruleOf(below: string, rules: ReadonlyMap<string, FoundFile>): FoundFile | undefined {
  let base = below;
  for (let dot = base.lastIndexOf('.'); dot > base.lastIndexOf('/') + 1; dot = base.lastIndexOf('.')) {
    base = base.slice(0, dot);
    const rule = rules.get(base);
    if (rule !== undefined) return rule;
  }
  return undefined;
}

function toTargets(files: readonly FoundFile[]): readonly TestTarget[] {
  const fixedByTarget = new Map(
    files
      .filter(({ below }) => isFixed(below))
      .map((file) => [file.below.replace(/\.fixed(?=\.)/, ''), file]),
  );
  return files
    .filter(({ below }) => !isFixed(below))
    .map(({ name, location, below }) => ({ name, location, fixed: fixedByTarget.get(below) }))
    .sort((a, b) => comparePaths(a.name, b.name));
}

function isFixed(below: string): boolean {
  return /\.fixed\.[^/]+$/.test(below);
}

/** `rule.test.yaml` is a target, `rule.fixed.test.yaml` a fixed one. */
function isRuleFile(below: string): boolean {
  return /\.ya?ml$/.test(below) && !/\.(?:test|fixed)\.ya?ml$/.test(below) && !isFixed(below);
}

async function listPlace(
  host: Host,
  place: NamedFile,
): Promise<{ readonly isFile: boolean; readonly files: readonly FoundFile[] }> {
  const kind = await host.kindOf(place.location);
  if (kind === 'file') return { isFile: true, files: [{ ...place, below: baseName(place.location) }] };
  if (kind !== 'folder')
    throw new UserError(
      `There is no file or folder "${place.name}". So there is nothing to test. Check the spelling.`,
    );
  const files: FoundFile[] = [];
  await walk(host, { ...place, name: place.name.replace(/\/+$/, '') }, '', files, 0);
  return { isFile: false, files: files.sort((a, b) => comparePaths(a.below, b.below)) };
}

/** The files in the folder of a file that was named. */
async function listBeside(host: Host, { name, location }: NamedFile): Promise<readonly FoundFile[]> {
  const folder = host.parent(location);
  const outcome = folder === undefined ? undefined : await host.readFolder(folder);
  if (folder === undefined || outcome === undefined || 'unreadable' in outcome) return [];
  const above = name.slice(0, name.length - baseName(name).length);
  return outcome.entries
    .filter(({ kind }) => kind === 'file')
    .map((entry) => ({
      name: above + entry.name,
      location: host.join(folder, entry.name),
      below: entry.name,
    }))
    .sort((a, b) => comparePaths(a.below, b.below));
}

async function walk(
  host: Host,
  folder: NamedFile,
  below: string,
  found: FoundFile[],
  depth: number,
): Promise<void> {
  const outcome = await host.readFolder(folder.location);
  if ('unreadable' in outcome || depth > maxDepth) return;
  for (const { name, kind } of outcome.entries) {
    if (name.startsWith('.') || name === 'node_modules' || found.length >= maxFiles) continue;
    const entry = {
      name: folder.name === '.' ? name : `${folder.name}/${name}`,
      location: host.join(folder.location, name),
    };
    if (kind === 'folder') await walk(host, entry, `${below}${name}/`, found, depth + 1);
    else if (kind === 'file') found.push({ ...entry, below: below + name });
  }
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
