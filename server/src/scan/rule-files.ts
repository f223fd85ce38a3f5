/**
 * Rule files that the user names with `--config`: a file, a folder of files, or `default` for the shipped packs.
 *
 * Only finds and reads them; what is inside is the engine's business. A name that leads nowhere is a usage error before
 * the scan; a file that cannot be read is a problem, and the rules of the others still run.
 */
import type { Problem } from '../analyzer/base/problem.ts';
import type { Engine, KnowledgeFile } from '../analyzer/engine/engine.ts';
import { comparePaths, type Host, type Location } from '../hosts/host.ts';
import { UserError } from './user-error.ts';

/** The word that names the shipped packs. */
export const defaultRulesName = 'default';

/** One `--config`: what the user wrote, and where that is. */
export interface RuleSource {
  readonly name: string;
  readonly location: Location;
}

/** Rules as the engine takes them, and files that could not be read. */
export interface LoadedRuleFiles {
  readonly files: readonly KnowledgeFile[];
  readonly includeDefaultRules: boolean;
  readonly problems: readonly Problem[];
}

/** Largest rule file that is read, in bytes. */
const maxRuleFileBytes = 16_000_000;

/** Rule files that one folder may bring. */
const maxRuleFiles = 50_000;

/** Reads all sources. Throws a UserError for a source that is not there. Each file counts once. */
export async function loadRuleFiles(host: Host, sources: readonly RuleSource[]): Promise<LoadedRuleFiles> {
  const files = new Map<Location, KnowledgeFile>();
  const problems: Problem[] = [];
  for (const { name, location } of sources) {
    if (name === defaultRulesName) continue;
    for (const file of await ruleFilesOf(host, name, location)) {
      if (files.has(file.location)) continue;
      const outcome = await host.readText(file.location, maxRuleFileBytes);
      if (outcome.kind === 'text') files.set(file.location, { path: file.name, text: outcome.text });
      else
        problems.push(
          unreadable(file.name, outcome.kind === 'unreadable' ? outcome.why : reasonOf(outcome.kind)),
        );
    }
  }
  return {
    files: [...files.values()],
    includeDefaultRules: sources.some(({ name }) => name === defaultRulesName),
    problems,
  };
}

/** The languages of the rules in these files; `engine` is used for nothing else. */
export function languagesOfRules(
  engine: Engine,
  knowledge: readonly KnowledgeFile[],
  files: readonly KnowledgeFile[],
): ReadonlySet<string> {
  engine.applyChange({ knowledge, ruleFiles: { files, includeDefaultRules: false } });
  return new Set(engine.rules().flatMap(({ languages }) => languages));
}

function reasonOf(kind: 'binary' | 'too-large'): string {
  return kind === 'binary' ? 'it is not text' : 'it is too large for a rule file';
}

function unreadable(path: string, why: string): Problem {
  return {
    severity: 'error',
    message: `The rule file cannot be read: ${why}. Its rules did not run. Make it readable, or leave it out of --config.`,
    path,
    line: 1,
    column: 1,
  };
}

async function ruleFilesOf(host: Host, name: string, location: Location): Promise<readonly RuleSource[]> {
  const kind = await host.kindOf(location);
  if (kind === 'file') return [{ name, location }];
  if (kind !== 'folder') throw new UserError(explainSource(name));
  const found: RuleSource[] = [];
  await collect(host, { name: name.replace(/\/+$/, ''), location }, found, 0);
  if (found.length === 0)
    throw new UserError(
      `The folder "${name}" holds no rule file. Rule files end in .yaml or .yml. Name the folder that has them, or a file.`,
    );
  return found.sort((a, b) => comparePaths(a.name, b.name));
}

function explainSource(name: string): string {
  if (
    /^https?:\/\//.test(name) ||
    (/^(?:p|r|s)\/[\w.-]+/.test(name) && !/\.ya?ml$/.test(name)) ||
    name === 'auto' ||
    name === 'supply-chain'
  )
    return `"${name}" names rules on the network. Sekretess never uses the network. Download the rules and name the file or folder.`;
  return `There is no rule file or folder "${name}". So no rules can be loaded from it. Check the spelling, or write "${defaultRulesName}" for the shipped rules.`;
}

/** YAML files below a folder, as Semgrep takes them: no hidden ones, no test inputs of rules. */
async function collect(host: Host, folder: RuleSource, found: RuleSource[], depth: number): Promise<void> {
  const outcome = await host.readFolder(folder.location);
  if ('unreadable' in outcome || depth > 20) return;
  for (const { name, kind } of outcome.entries) {
    if (name.startsWith('.') || found.length >= maxRuleFiles) continue;
    const entry = { name: `${folder.name}/${name}`, location: host.join(folder.location, name) };
    if (kind === 'folder') await collect(host, entry, found, depth + 1);
    else if (kind === 'file' && /\.ya?ml$/.test(name) && !/\.(?:test|fixed)\.ya?ml$/.test(name))
      found.push(entry);
  }
}
