/**
 * Who a condition of Firebase security rules lets through: `request.auth.uid == resource.data.ownerId`, `isOwner(id)`.
 *
 * Each alternative (between `||`) counts as its strongest part (between `&&`), the condition as its weakest
 * alternative. Functions of the file are opened. What is not understood says so, and is taken for no hole. Bounded in
 * length and depth; never throws.
 */

/** From the most open to the most closed; `unknown` is a condition that may compare the record with the caller. */
export type RuleAudience = 'anybody' | 'signed-in' | 'unknown' | 'role' | 'caller' | 'nobody';

/** A function of a rules file. */
export interface RuleFunction {
  readonly parameters: readonly string[];
  /** What it returns, with its variables put in. */
  readonly result: string;
}

const order: readonly RuleAudience[] = ['anybody', 'signed-in', 'unknown', 'role', 'caller', 'nobody'];
const maxCondition = 4_000;
const maxDepth = 12;
const maxParts = 500;

/**
 * `variables` are the names that the path of the rule binds (`{patientId}`); `functions` those of the file, undefined
 * for a name that is declared in several ways.
 */
export function audienceOf(
  condition: string,
  variables: ReadonlySet<string>,
  functions: ReadonlyMap<string, RuleFunction | undefined>,
): RuleAudience {
  return audienceAt(condition, { variables, functions, left: maxParts }, 0);
}

/** Names and functions that are known, and how many parts may still be looked at. */
interface Scope {
  readonly variables: ReadonlySet<string>;
  readonly functions: ReadonlyMap<string, RuleFunction | undefined>;
  left: number;
}

function audienceAt(condition: string, scope: Scope, depth: number): RuleAudience {
  const text = withoutParentheses(condition.trim());
  if (text.length > maxCondition || depth > maxDepth || scope.left-- <= 0) return 'unknown';
  const alternatives = splitAt(text, '||');
  if (alternatives.length > 1)
    return extreme(
      alternatives.map((one) => audienceAt(one, scope, depth + 1)),
      Math.min,
    );
  const parts = splitAt(text, '&&');
  if (parts.length > 1)
    return extreme(
      parts.map((one) => audienceAt(one, scope, depth + 1)),
      Math.max,
    );
  return audienceOfPart(text, scope, depth);
}

function extreme(all: readonly RuleAudience[], pick: (...ranks: number[]) => number): RuleAudience {
  return order[pick(...all.map((one) => order.indexOf(one)))] ?? 'unknown';
}

const call = /^(\w+)\s*\(/;
const presence =
  /^(?:null\s*!=\s*)?request\.auth(?:\.uid)?(?:\s*!=\s*(?:null|''|""))?$|^['"]uid['"]\s+in\s+request\.auth$/;
const provider =
  /^request\.auth\.token\.(?:email_verified|firebase\.sign_in_provider)\b|^request\.auth\.provider\b/;
/** The date until which the console lets everybody in. */
const untilDate = /^request\.time\s*<=?\s*timestamp\.(?:date|value)\s*\([\d\s,]*\)$/;
/** Sizes and types of what is sent say nothing of who sends it. */
const ofShape = /^request\.(?:query|resource)\b/;

function audienceOfPart(text: string, scope: Scope, depth: number): RuleAudience {
  if (text === 'true' || text === '' || untilDate.test(text)) return 'anybody';
  if (text === 'false') return 'nobody';
  if (presence.test(text)) return 'signed-in';
  if (/^request\.auth(?:\.uid)?\s*==\s*null$/.test(text)) return 'anybody';
  const opened = openedCall(text, scope.functions);
  if (opened !== undefined) return audienceAt(opened, scope, depth + 1);
  if (!text.includes('request.auth')) return ofShape.test(text) ? 'anybody' : 'unknown';
  if (provider.test(text)) return 'signed-in';
  return isAboutRecord(text, scope.variables) ? 'caller' : 'role';
}

/** Whether a condition on who is asking names the record too: its fields, its id, or a part of its path. */
function isAboutRecord(text: string, variables: ReadonlySet<string>): boolean {
  if (/(^|[^.\w])resource\.(?:data|id|metadata|name)\b/.test(text)) return true;
  return [...(text.match(/[A-Za-z_]\w*/g) ?? [])].some((word) => variables.has(word));
}

/** What a call of a function of the file stands for; undefined if it is none that is known. */
function openedCall(
  text: string,
  functions: ReadonlyMap<string, RuleFunction | undefined>,
): string | undefined {
  const name = call.exec(text)?.[1] ?? '';
  const known = functions.get(name);
  const from = text.indexOf('(');
  if (!known || !text.endsWith(')') || splitAt(text, ')').length > 2) return undefined;
  const given = splitAt(text.slice(from + 1, -1), ',');
  const values = new Map(known.parameters.map((parameter, k) => [parameter, (given[k] ?? '').trim()]));
  const opened = known.result.replace(
    /(^|[^.\w])([A-Za-z_]\w*)\b/g,
    (all: string, before: string, word: string) => {
      const value = values.get(word);
      return value === undefined ? all : `${before}${value}`;
    },
  );
  return opened.length > maxCondition ? undefined : opened;
}

/** `(a || b)` is `a || b`. */
function withoutParentheses(text: string): string {
  let at = text;
  for (let steps = 0; steps < 20 && at.startsWith('(') && at.endsWith(')'); steps++) {
    // The first one must be closed by the last.
    if (splitAt(at.slice(1, -1), ')').length > 1) break;
    at = at.slice(1, -1).trim();
  }
  return at;
}

/** The parts of a text between separators that stand in no parentheses or quotes; a closing parenthesis of its own splits too. */
function splitAt(text: string, separator: string): readonly string[] {
  const out: string[] = [];
  let depth = 0;
  let from = 0;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const at = text[i] ?? '';
    if (quote !== '') {
      if (at === '\\') i++;
      else if (at === quote) quote = '';
    } else if (at === "'" || at === '"') quote = at;
    else if (at === '(' || at === '[' || at === '{') depth++;
    else if (depth > 0 && (at === ')' || at === ']' || at === '}')) depth--;
    else if (depth === 0 && text.startsWith(separator, i)) {
      out.push(text.slice(from, i));
      from = i + separator.length;
      i = from - 1;
    }
  }
  out.push(text.slice(from));
  return out;
}
