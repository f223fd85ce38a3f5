/**
 * `requires` of taint rules: a boolean expression over labels, such as `INPUT and not (CLEAN or CHECKED)`.
 *
 * `not` binds closest, then `and`, then `or`, as in Python.
 */

/** A parsed expression. */
export type LabelFormula =
  | { readonly kind: 'label'; readonly label: string }
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'not'; readonly part: LabelFormula }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly LabelFormula[] };

/** The formula, or why the text is none. */
export type LabelFormulaResult =
  | { readonly ok: true; readonly formula: LabelFormula }
  | { readonly ok: false; readonly reason: string };

/** The label of sources that give none, and what a sink without `requires` asks for. */
export const defaultLabel = '__SOURCE__';

/** Parentheses that may be nested. */
const maxDepth = 100;

/** Reads a `requires` text. */
export function parseLabelFormula(text: string): LabelFormulaResult {
  const tokens = text.match(/\(|\)|[A-Za-z_]\w*|\S/g) ?? [];
  let index = 0;
  let reason = '';
  const fail = (why: string): LabelFormula => {
    if (reason === '') reason = why;
    return { kind: 'constant', value: false };
  };
  const parseJoined = (kind: 'and' | 'or', depth: number): LabelFormula => {
    const parseNext = (): LabelFormula => (kind === 'or' ? parseJoined('and', depth) : parseUnary(depth));
    const parts = [parseNext()];
    while (tokens[index] === kind) {
      index++;
      parts.push(parseNext());
    }
    const [only] = parts;
    return only !== undefined && parts.length === 1 ? only : { kind, parts };
  };
  const parseUnary = (depth: number): LabelFormula => {
    const token = tokens[index];
    if (token === undefined) return fail('it ends where a label is expected');
    if (depth > maxDepth) return fail('it is nested too deeply');
    index++;
    if (token === 'not') return { kind: 'not', part: parseUnary(depth + 1) };
    if (token === '(') {
      const inner = parseJoined('or', depth + 1);
      if (tokens[index] !== ')') return fail('a parenthesis is not closed');
      index++;
      return inner;
    }
    if (token === 'True' || token === 'False') return { kind: 'constant', value: token === 'True' };
    return /^[A-Za-z_]/.test(token) && token !== 'and' && token !== 'or'
      ? { kind: 'label', label: token }
      : fail(`"${token}" stands where a label is expected`);
  };
  const formula = parseJoined('or', 0);
  if (reason === '' && index < tokens.length) reason = `"${tokens[index]}" is one word too many`;
  return reason === '' ? { ok: true, formula } : { ok: false, reason };
}

/** Whether the formula holds for a value with these labels. */
export function holdsForLabels(formula: LabelFormula, labels: ReadonlySet<string>): boolean {
  switch (formula.kind) {
    case 'label':
      return labels.has(formula.label);
    case 'constant':
      return formula.value;
    case 'not':
      return !holdsForLabels(formula.part, labels);
    case 'and':
      return formula.parts.every((part) => holdsForLabels(part, labels));
    case 'or':
      return formula.parts.some((part) => holdsForLabels(part, labels));
  }
}

/** The labels a formula names. */
export function labelsOf(formula: LabelFormula): readonly string[] {
  switch (formula.kind) {
    case 'label':
      return [formula.label];
    case 'constant':
      return [];
    case 'not':
      return labelsOf(formula.part);
    default:
      return formula.parts.flatMap(labelsOf);
  }
}

/** Whether the formula holds for some of these labels, as far as can be told from each label alone. */
export function mayHold(formula: LabelFormula, labels: ReadonlySet<string>): boolean {
  switch (formula.kind) {
    case 'label':
      return labels.has(formula.label);
    case 'constant':
      return formula.value;
    case 'not':
      return mayFail(formula.part, labels);
    case 'and':
      return formula.parts.every((part) => mayHold(part, labels));
    case 'or':
      return formula.parts.some((part) => mayHold(part, labels));
  }
}

function mayFail(formula: LabelFormula, labels: ReadonlySet<string>): boolean {
  switch (formula.kind) {
    case 'label':
      return true;
    case 'constant':
      return !formula.value;
    case 'not':
      return mayHold(formula.part, labels);
    case 'and':
      return formula.parts.some((part) => mayFail(part, labels));
    case 'or':
      return formula.parts.every((part) => mayFail(part, labels));
  }
}
