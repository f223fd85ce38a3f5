/**
 * Reads what SQL text says about who may see the rows of a table: `CREATE POLICY … USING (…)`, `DROP POLICY`, and whether
 * policies of rows are in force (`ALTER TABLE … ENABLE ROW LEVEL SECURITY`).
 *
 * A condition is read for one thing: whether each of its alternatives names who is asking, by a setting of the session
 * or a function that tells the user of it. What is not understood says so. Never throws; linear in the text.
 */

/** What a policy demands of the rows it lets through. */
export interface RowCondition {
  /**
   * `caller`: each alternative compares the row with who is asking, or asks for a role beside one that does. `role`: who
   * is asking must be somebody of a kind, whatever the row. `anybody`: some alternative is open to everybody, or to
   * everybody who is signed in. `unknown`: not understood.
   */
  readonly kind: 'caller' | 'role' | 'anybody' | 'unknown';
  /** Settings of the session that name who is asking (`app.user_id`), sorted; empty where a function does. */
  readonly settings: readonly string[];
}

/** One statement, in the order of the text. */
export type PolicyStatement =
  | {
      readonly kind: 'create';
      readonly table: string;
      readonly name: string;
      readonly command: 'all' | 'select' | 'insert' | 'update' | 'delete';
      /** It narrows what other policies allow. */
      readonly isRestrictive: boolean;
      /** Roles of the database it is for, in lower case; empty for all. */
      readonly roles: readonly string[];
      readonly condition: RowCondition;
    }
  | { readonly kind: 'drop'; readonly table: string; readonly name: string }
  | { readonly kind: 'enable' | 'disable'; readonly table: string };

/** Characters of one statement that are read. */
const maxStatement = 4_000;
const maxStatements = 5_000;

const beginning =
  /\b(?:create\s+policy|drop\s+policy(?:\s+if\s+exists)?|alter\s+table(?:\s+if\s+exists)?(?:\s+only)?)\s/gi;
const policyHead = /^("[^"\n]{1,200}"|\w+)\s+on\s+([\w."]{1,200})/i;
const tableHead = /^([\w."]{1,200})\s+(enable|disable)\s+row\s+level\s+security/i;
/** Who is asking, as Postgres and what is built on it say it. */
const asking =
  /current_setting\s*\(\s*'([\w.]{1,100})'|\bauth\s*\.\s*(?:uid|jwt|email)\s*\(|\b(?:current_user|session_user)\b/gi;
/** A test of whether anybody is signed in, or in which role of the database. */
const presence =
  /\bauth\s*\.\s*(?:uid|jwt|email)\s*\(\s*\)\s*\)?\s*is\s+not\s+null|\bauth\s*\.\s*role\s*\(\s*\)|\bcurrent_setting\s*\([^()]{0,100}\)\s*is\s+not\s+null/gi;
const comparison = /=|\bin\b|\bany\b|<@|@>/i;

/** Whether a text may speak of policies; cheap. */
export function maySayPolicies(text: string): boolean {
  return /\brow\s+level\s+security\b|\bcreate\s+policy\b/i.test(text);
}

/** The statements of a text about policies of rows. */
export function readSqlPolicies(source: string): readonly PolicyStatement[] {
  const text = source.replace(/--[^\n]*/g, '');
  const out: PolicyStatement[] = [];
  for (const match of text.matchAll(beginning)) {
    if (out.length >= maxStatements) break;
    const from = match.index + match[0].length;
    const rest = text.slice(from, from + maxStatement);
    const verb = match[0].trim().slice(0, 5).toLowerCase();
    if (verb === 'alter') {
      const [, table, how] = tableHead.exec(rest) ?? [];
      if (table && how)
        out.push({ kind: how.toLowerCase() === 'enable' ? 'enable' : 'disable', table: tableName(table) });
      continue;
    }
    const head = policyHead.exec(rest);
    const [, name, table] = head ?? [];
    if (!head || !name || !table) continue;
    if (verb.startsWith('drop')) out.push({ kind: 'drop', table: tableName(table), name: unquoted(name) });
    else out.push(created(unquoted(name), tableName(table), statementAt(rest.slice(head[0].length))));
  }
  return out;
}

function created(name: string, table: string, rest: string): PolicyStatement {
  const using = /\busing\s*\(/i.exec(rest);
  const check = /\bwith\s+check\s*\(/i.exec(rest);
  const head = rest.slice(0, Math.min(using?.index ?? rest.length, check?.index ?? rest.length));
  const command = /\bfor\s+(all|select|insert|update|delete)\b/i.exec(head)?.[1]?.toLowerCase();
  const begin = using ?? check;
  return {
    kind: 'create',
    table,
    name,
    command:
      command === 'select' || command === 'insert' || command === 'update' || command === 'delete'
        ? command
        : 'all',
    isRestrictive: /\bas\s+restrictive\b/i.test(head),
    roles: (/\bto\s+([\w\s,"]+)$/i.exec(head.trim())?.[1] ?? '')
      .split(',')
      .map((role) => unquoted(role.trim()).toLowerCase())
      .filter((role) => role !== '' && role !== 'public'),
    condition: begin
      ? readRowCondition(inParentheses(rest.slice(begin.index + begin[0].length)), table)
      : { kind: 'unknown', settings: [] },
  };
}

/** Reads the condition of a policy of `table`. */
export function readRowCondition(text: string, table: string): RowCondition {
  const settings = new Set<string>();
  const kinds = new Set<RowCondition['kind']>();
  for (const alternative of alternativesOf(text)) {
    const compared = alternative.replace(presence, ' ');
    const names = [...compared.matchAll(asking)];
    if (names.length > 0 && comparison.test(compared)) {
      for (const [, setting] of names) if (setting) settings.add(setting);
      kinds.add(isAboutRole(alternative, table) ? 'role' : 'caller');
      continue;
    }
    const plain = alternative.replace(/[()\s]/g, '').toLowerCase();
    // A test of whether anybody is there, and no other function that might know more.
    const isPresence = compared !== alternative && !/\w\s*\(/.test(compared);
    if (plain === 'true' || plain === '1=1' || isPresence) return { kind: 'anybody', settings: [] };
    kinds.add('unknown');
  }
  const kind = kinds.has('unknown') ? 'unknown' : kinds.has('caller') ? 'caller' : 'role';
  return { kind, settings: kind === 'unknown' ? [] : [...settings].sort() };
}

/** Whether a condition asks what the caller is: a role of the token, or a row about the caller that names no row of the table. */
function isAboutRole(text: string, table: string): boolean {
  if (/->>?\s*'(?:\w*_)?role'|\brole\s*(?:=|in\b)/i.test(text) && !mentions(text, table)) return true;
  return /^\W*exists\s*\(/i.test(text) && !mentions(text, table);
}

/** Whether a column of the table is named by it, as a subquery must. */
function mentions(text: string, table: string): boolean {
  return new RegExp(`\\b${table}"?\\s*\\.`, 'i').test(text);
}

/** The parts of a condition of which one is enough: between the `OR` that stand in no parentheses. */
function alternativesOf(text: string): readonly string[] {
  let at = text.trim();
  while (at.startsWith('(') && inParentheses(at.slice(1)).length === at.length - 2)
    at = at.slice(1, -1).trim();
  const out: string[] = [];
  let depth = 0;
  let from = 0;
  for (const match of at.matchAll(/'(?:[^']|'')*'|[()]|\bor\b/gi)) {
    if (match[0] === '(') depth++;
    else if (match[0] === ')') depth--;
    else if (depth === 0 && /^or$/i.test(match[0])) {
      out.push(at.slice(from, match.index));
      from = match.index + match[0].length;
    }
  }
  out.push(at.slice(from));
  return out;
}

/** What stands before the parenthesis that closes the one before the text. */
function inParentheses(text: string): string {
  let depth = 1;
  for (const match of text.matchAll(/'(?:[^']|'')*'|[()]/g)) {
    if (match[0] === '(') depth++;
    else if (match[0] === ')') depth--;
    if (depth === 0) return text.slice(0, match.index);
  }
  return text;
}

/** The text up to the end of its statement. */
function statementAt(text: string): string {
  for (const match of text.matchAll(/'(?:[^']|'')*'|;/g))
    if (match[0] === ';') return text.slice(0, match.index);
  return text;
}

function tableName(text: string): string {
  return unquoted(text.slice(text.lastIndexOf('.') + 1)).replace(/\W/g, '');
}

function unquoted(text: string): string {
  return text.replace(/"/g, '');
}
