/**
 * Reads files of Firebase security rules: who may read and change the documents of Firestore (`firestore.rules`), files
 * of Storage (`storage.rules`), and the nodes of the Realtime Database (`database.rules.json`).
 *
 * From text to one entry for each statement that allows something, with the path it is for and who it lets through
 * (`rule-conditions.ts`). Never throws; linear in the text, bounded in statements and depth.
 */
import { audienceOf, type RuleAudience, type RuleFunction } from './rule-conditions.ts';

/** One statement that allows something. */
export interface AccessRule {
  readonly service: 'firestore' | 'storage' | 'database';
  /** Constant and bound parts of the path, outermost first: `patients`, `{id}`, `{rest=**}`. */
  readonly path: readonly string[];
  /** `read`, `get`, `list`, `write`, `create`, `update`, `delete`. */
  readonly verbs: readonly string[];
  readonly audience: RuleAudience;
  /** Place of the statement, UTF-16. */
  readonly start: number;
  readonly length: number;
}

const maxText = 1_000_000;
const maxRules = 2_000;
const maxDepth = 30;
const maxStatement = 8_000;
const maxFunctions = 200;
const maxResult = 4_000;

const rulesFile = /\.rules$/i;
const realtimeFile = /(?:^|[/.-])(?:database|firebase)[.-]rules[\w.-]*\.json$/i;

/** Whether a file may be one of security rules, by its path. */
export function isSecurityRulesPath(path: string): boolean {
  return rulesFile.test(path) || realtimeFile.test(path);
}

/** The statements of a file; none if it is about something else. */
export function readSecurityRules(path: string, text: string): readonly AccessRule[] {
  if (text.length > maxText) return [];
  if (realtimeFile.test(path)) return readRealtimeRules(text);
  return /\bservice\s+(?:cloud\.firestore|firebase\.storage)\b/.test(text) ? readServiceRules(text) : [];
}

/** What stands between two braces. */
interface Block {
  readonly service: AccessRule['service'] | undefined;
  readonly path: readonly string[];
}

const token =
  /\bservice\s+(cloud\.firestore|firebase\.storage)\s*\{|\bmatch\s+(\/(?:[^\s{}]|\{[^\s{}]{1,100}\}){0,300})\s*\{|\bfunction\s+(\w{1,100})\s*\(([^()]{0,500})\)\s*\{|\ballow\s+([a-z][a-z,\s]{0,100})(?=[:;])|[{}]/g;

function readServiceRules(source: string): readonly AccessRule[] {
  const text = withoutComments(source);
  const functions = functionsOf(text);
  const out: AccessRule[] = [];
  const stack: Block[] = [];
  let skipUntil = 0;
  for (const found of text.matchAll(token)) {
    const [all, service, path, name, , verbs] = found;
    if (found.index < skipUntil) continue;
    const top = stack.at(-1);
    if (name !== undefined) skipUntil = endOfBlock(text, found.index + all.length);
    else if (service !== undefined)
      stack.push({ service: service === 'cloud.firestore' ? 'firestore' : 'storage', path: [] });
    else if (path !== undefined)
      stack.push({ service: top?.service, path: [...(top?.path ?? []), ...partsOf(path)] });
    else if (verbs !== undefined && top?.service !== undefined) {
      const end = endOfStatement(text, found.index + all.length);
      skipUntil = end;
      const condition =
        /^\s*:\s*if\b([\s\S]*)$/.exec(text.slice(found.index + all.length, end))?.[1] ?? 'true';
      const place = top.path.filter((part) => part !== '');
      out.push({
        service: top.service,
        path: withoutRoot(place),
        verbs: verbs.split(',').map((verb) => verb.trim()),
        audience: audienceOf(condition, variablesOf(withoutRoot(place)), functions),
        start: found.index,
        length: end - found.index,
      });
      if (out.length >= maxRules) break;
    } else if (all === '{') stack.push(top ?? { service: undefined, path: [] });
    else if (all === '}') stack.pop();
    if (stack.length > maxDepth) break;
  }
  return out;
}

/** `/databases/{database}/documents` and `/b/{bucket}/o` stand before every path. */
function withoutRoot(path: readonly string[]): readonly string[] {
  const isRoot = (path[0] === 'databases' && path[2] === 'documents') || (path[0] === 'b' && path[2] === 'o');
  return isRoot ? path.slice(3) : path;
}

function partsOf(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '');
}

/** `{patientId}` and `{rest=**}` bind names. */
function variablesOf(path: readonly string[]): ReadonlySet<string> {
  return new Set(path.flatMap((part) => /^\{(\w+)/.exec(part)?.[1] ?? []));
}

/** Comments become blanks, so that places stay. */
function withoutComments(text: string): string {
  return text.replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (comment, at: number) =>
    // `https://…` in a text is none.
    text[at - 1] === ':' ? comment : comment.replace(/[^\n]/g, ' '),
  );
}

const declaration = /\bfunction\s+(\w{1,100})\s*\(([^()]{0,500})\)\s*\{/g;

function functionsOf(text: string): ReadonlyMap<string, RuleFunction | undefined> {
  const out = new Map<string, RuleFunction | undefined>();
  for (const found of text.matchAll(declaration)) {
    if (out.size >= maxFunctions) break;
    const [all, name = '', parameters = ''] = found;
    const from = found.index + all.length;
    const body = text.slice(from, endOfBlock(text, from) - 1);
    const result = /\breturn\b([^;]{0,4000})/.exec(body)?.[1]?.trim();
    const variables = [...body.matchAll(/\blet\s+(\w+)\s*=([^;]{0,2000});/g)];
    const inside = (whole: string, variable: string, value: string): string =>
      whole.length > maxResult
        ? whole
        : whole.replace(
            new RegExp(`(^|[^.\\w])${variable}\\b`, 'g'),
            (_, before: string) => `${before}(${value.trim()})`,
          );
    const known: RuleFunction | undefined =
      result === undefined || variables.length > 8
        ? undefined
        : {
            parameters: parameters.split(',').map((parameter) => parameter.trim()),
            result: variables.reduceRight(
              (whole, [, variable = '', value = '']) => inside(whole, variable, value),
              result,
            ),
          };
    const before = out.get(name);
    const isSame = before?.result === known?.result;
    out.set(name, out.has(name) && !isSame ? undefined : known);
  }
  return out;
}

/** The offset behind the brace that closes a block whose inside begins at `from`. */
function endOfBlock(text: string, from: number): number {
  let depth = 1;
  for (let i = from; i < text.length && i < from + maxStatement; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i + 1;
  }
  return Math.min(text.length, from + maxStatement);
}

/** The offset of what ends a statement: a semicolon, a closing brace of its own, or the next statement. */
function endOfStatement(text: string, from: number): number {
  let depth = 0;
  for (let i = from; i < text.length && i < from + maxStatement; i++) {
    const at = text[i];
    if (at === '(' || at === '{' || at === '[') depth++;
    else if (at === ')' || at === ']' || (at === '}' && depth > 0)) depth--;
    else if (depth === 0 && (at === ';' || at === '}')) return i;
  }
  return Math.min(text.length, from + maxStatement);
}

/** The Realtime Database: an object whose keys are paths, and `.read` and `.write` beside them. */
function readRealtimeRules(text: string): readonly AccessRule[] {
  let value: unknown;
  try {
    value = JSON.parse(withoutComments(text));
  } catch {
    return [];
  }
  const rules = isObject(value) ? value.rules : undefined;
  const out: AccessRule[] = [];
  let from = 0;
  const visit = (node: unknown, path: readonly string[]): void => {
    if (!isObject(node) || path.length > maxDepth || out.length >= maxRules) return;
    for (const [key, inner] of Object.entries(node)) {
      const at = text.indexOf(JSON.stringify(key), from);
      if (at >= 0) from = at + 1;
      if (!key.startsWith('.')) {
        visit(inner, [...path, key.startsWith('$') ? `{${key.slice(1)}}` : key]);
        continue;
      }
      if (key !== '.read' && key !== '.write') continue;
      const audience = audienceOfRealtime(inner, variablesOf(path));
      out.push({
        service: 'database',
        path,
        verbs: [key.slice(1)],
        audience,
        start: Math.max(0, at),
        length: JSON.stringify(key).length,
      });
    }
  };
  visit(rules, []);
  return out;
}

/** The words of the Realtime Database in those of the other services. */
function audienceOfRealtime(condition: unknown, variables: ReadonlySet<string>): RuleAudience {
  if (typeof condition === 'boolean') return condition ? 'anybody' : 'nobody';
  if (typeof condition !== 'string') return 'unknown';
  const text = condition
    .replace(/\bauth\b/g, 'request.auth')
    .replace(/\$(\w+)/g, '$1')
    .replace(/===/g, '==')
    .replace(/!==/g, '!=')
    .replace(/(^|[^.\w])(?:data|root)\b/g, '$1resource.data');
  return audienceOf(text, variables, new Map());
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
