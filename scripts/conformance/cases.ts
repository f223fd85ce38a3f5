/**
 * What a conformance run compares: rules from folders of rule files with targets, and pairs of one pattern with one target.
 *
 * Each rule gets a number of its own as id, so that equal ids of different files cannot be mixed up, and loses its
 * `paths`: a target is meant for its rule wherever it lies.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isMap, isSeq, parseDocument } from 'yaml';

/** One rule and the targets that its author wrote for it. */
export interface ConformanceCase {
  /** `c0001`: the id under which both engines run the rule. */
  readonly id: string;
  /** File and id as the author named them. */
  readonly name: string;
  /** The id of the rule in annotations; empty in pairs, whose annotations name none. */
  readonly ruleId: string;
  /** The rule as JSON. */
  readonly rule: Readonly<Record<string, unknown>>;
  readonly languages: readonly string[];
  /** Absolute paths. */
  readonly targets: readonly string[];
}

/** `rules`: YAML files beside targets of the same name. `patterns`: `NAME.sgrep` beside `NAME.js`. */
export interface ConformanceFolder {
  readonly kind: 'rules' | 'patterns';
  readonly path: string;
}

/** The cases of all folders, in the order of folders and names. */
export function readCases(folders: readonly ConformanceFolder[]): readonly ConformanceCase[] {
  const cases: ConformanceCase[] = [];
  const add = (one: Omit<ConformanceCase, 'id'>): void => {
    const id = `c${String(cases.length + 1).padStart(4, '0')}`;
    cases.push({ ...one, id, rule: { ...one.rule, id } });
  };
  for (const folder of folders)
    for (const file of filesBelow(folder.path))
      if (folder.kind === 'patterns') readPair(file, folder.path).forEach(add);
      else readRuleFile(file, folder.path).forEach(add);
  return cases;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const full = path.join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(full);
      return entry.isFile() ? [full] : [];
    });
}

function readPair(file: string, root: string): Omit<ConformanceCase, 'id'>[] {
  if (!file.endsWith('.sgrep')) return [];
  const base = file.slice(0, -'.sgrep'.length);
  const endings = ['.js', '.jsx', '.ts', '.tsx', '.dockerfile', '.html'];
  const target = endings.map((end) => base + end).find((one) => existsSync(one));
  if (target === undefined) return [];
  const languages = [target.slice(target.lastIndexOf('.') + 1).replace(/^([jt]s)x$/, '$1')];
  const rule = { languages, severity: 'ERROR', message: 'm', pattern: readFileSync(file, 'utf8') };
  return [{ name: path.relative(root, base), ruleId: '', rule, languages, targets: [target] }];
}

function readRuleFile(file: string, root: string): Omit<ConformanceCase, 'id'>[] {
  if (!/\.ya?ml$/.test(file) || /\.(?:test|fixed)\.ya?ml$/.test(file)) return [];
  const targets = targetsOf(file);
  if (targets.length === 0) return [];
  const document = parseDocument(readFileSync(file, 'utf8'));
  const rules = isMap(document.contents) ? document.contents.get('rules') : undefined;
  if (!isSeq(rules)) return [];
  return rules.items.map((item) => {
    const { paths: _, ...rule } = (isMap(item) ? item.toJSON() : {}) as Record<string, unknown>;
    const ruleId = String(rule.id);
    const languages = Array.isArray(rule.languages) ? rule.languages.map(String) : [];
    return { name: `${path.relative(root, file)}#${ruleId}`, ruleId, rule, languages, targets };
  });
}

/** Files that differ from the rule file in the ending only; `NAME.test.yaml` counts, `NAME.fixed.js` does not. */
function targetsOf(file: string): string[] {
  const folder = path.dirname(file);
  const base = path.basename(file).replace(/\.ya?ml$/, '');
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${base}.`) && path.join(folder, name) !== file)
    .filter((name) => !name.includes('.fixed.') && (!/\.ya?ml$/.test(name) || /\.test\.ya?ml$/.test(name)))
    .sort()
    .map((name) => path.join(folder, name));
}

/** What the comments of a target say of one rule: lines that must and must not be reported, 1-based. */
export interface Expectation {
  readonly reported: ReadonlySet<number>;
  readonly silent: ReadonlySet<number>;
}

/** Reads `ruleid:`, `ok:`, `todoruleid:`, `todook:` of the rule; for pairs `ERROR` and `MATCH`. Each is about the line below. */
export function readExpectation(text: string, ruleId: string): Expectation {
  const reported = new Set<number>();
  const silent = new Set<number>();
  text.split('\n').forEach((line, index) => {
    if (ruleId === '') {
      if (/(?:\/\/|\/\*|\{\/\*|#|<!--)\s*(?:ERROR|MATCH)\b/.test(line)) reported.add(index + 2);
      return;
    }
    const found = /\b(ruleid|ok|todoruleid|todook)\s*:\s*([\w.,\- ]+)/.exec(line);
    if (found === null) return;
    const ids = (found[2] ?? '').split(',').map((id) => id.trim().split(' ')[0] ?? '');
    if (!ids.some((id) => id === ruleId || id.endsWith(`.${ruleId}`))) return;
    if (found[1] === 'ruleid') reported.add(index + 2);
    else silent.add(index + 2);
  });
  return { reported, silent };
}
