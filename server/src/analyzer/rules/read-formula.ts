/**
 * Reads the pattern operators of a rule, old syntax (`patterns:`) and new (`match:`/`where:`), into a formula.
 *
 * Only structure, metavariable names and regular expressions are checked here; patterns stay text. Each problem is
 * reported once; the formula of a map with problems may be incomplete, as its rule is left out anyway.
 */
import { type Formula, isNegative, type MetavariableCondition } from './rule.ts';
import {
  describe,
  locationOf,
  type RuleReader,
  readBoolean,
  readEntriesOf,
  readInteger,
  readItems,
  readText,
  readTexts,
  readWord,
  reportProblem,
  reportUnknownKey,
  reportUnsupported,
} from './rule-reader.ts';
import { compileSafeRegex } from './safe-regex.ts';
import type { YamlEntry, YamlNode } from './yaml-tree.ts';

/** Keys of the old syntax that make a formula by themselves. */
export const formulaKeys = ['pattern', 'patterns', 'pattern-either', 'pattern-regex', 'match'] as const;

const negativeKeys = ['pattern-not', 'pattern-inside', 'pattern-not-inside', 'pattern-not-regex'];
const conditionKeys = [
  'metavariable-regex',
  'metavariable-pattern',
  'metavariable-comparison',
  'metavariable-type',
  'metavariable-analysis',
  'focus-metavariable',
];
const unsupportedConditions = [
  'metavariable-name',
  'semgrep-internal-metavariable-name',
  'pattern-where-python',
];
const newKeys = [
  'pattern',
  'regex',
  'all',
  'any',
  'inside',
  'anywhere',
  'not',
  'where',
  'focus',
  'pattern-regex',
];

/** Whether a metavariable name is one that Semgrep knows: `$X`, `$...ARGS`, `$1`. */
export function isMetavariableName(name: string): boolean {
  return /^\$(?:\.\.\.)?[A-Z_][A-Z_0-9]*$/.test(name) || /^\$\d+$/.test(name);
}

/**
 * The formula that a map's pattern keys make. `isPlace` says which other keys belong to the surrounding place.
 * Undefined when there is none; a problem says so.
 */
export function readFormulaOf(
  reader: RuleReader,
  node: YamlNode,
  options: { readonly place: string; readonly otherKeys: readonly string[] },
): Formula | undefined {
  if (node.kind !== 'map') {
    reportProblem(
      reader,
      node.at,
      '',
      `${options.place} must be a map with a pattern key, but is ${describe(node)}.`,
    );
    return undefined;
  }
  const found: YamlEntry[] = [];
  for (const entry of node.entries) {
    if ((formulaKeys as readonly string[]).includes(entry.key)) found.push(entry);
    else if (unsupportedConditions.includes(entry.key)) reportUnsupported(reader, entry, `"${entry.key}"`);
    else if (negativeKeys.includes(entry.key) || conditionKeys.includes(entry.key))
      reportProblem(
        reader,
        entry.keyAt,
        entry.key,
        `"${entry.key}" only narrows other patterns and cannot stand alone. Put it into a list under "patterns:".`,
      );
    else if (!options.otherKeys.includes(entry.key))
      reportUnknownKey(reader, entry, {
        known: [...formulaKeys, ...options.otherKeys],
        place: options.place,
      });
  }
  const [first, second] = found;
  if (first === undefined) return undefined;
  if (second !== undefined)
    reportProblem(
      reader,
      second.keyAt,
      second.key,
      `"${second.key}" stands beside "${first.key}", so it is unclear which counts. Put both into one list under "patterns:" (and) or "pattern-either:" (or).`,
    );
  return readFormulaEntry(reader, first);
}

/** The formula of one positive key. */
function readFormulaEntry(reader: RuleReader, entry: YamlEntry): Formula | undefined {
  switch (entry.key) {
    case 'pattern':
      return { kind: 'pattern', text: readText(reader, entry), at: locationOf(reader, entry.value.at) };
    case 'pattern-regex':
      return readRegexFormula(reader, entry);
    case 'patterns':
      return readAll(reader, entry);
    case 'pattern-either':
      return readAny(reader, entry);
    default:
      return readNewFormula(reader, entry.value, entry.key);
  }
}

function readRegexFormula(reader: RuleReader, entry: YamlEntry): Formula {
  return { kind: 'regex', regex: readRegex(reader, entry), at: locationOf(reader, entry.value.at) };
}

/** A regular expression that compiles; a problem otherwise. */
function readRegex(reader: RuleReader, entry: YamlEntry): string {
  const regex = readText(reader, entry);
  if (regex === '') return regex;
  const compiled = compileSafeRegex(regex, { multiline: true });
  if (!compiled.ok)
    reportProblem(
      reader,
      entry.value.at,
      entry.key,
      `The regular expression of "${entry.key}" cannot be used: ${compiled.reason}. Rewrite it.`,
    );
  return regex;
}

function readAny(reader: RuleReader, entry: YamlEntry): Formula {
  const formulas = readItems(reader, entry).flatMap((item) => {
    const formula = readListItem(reader, item, entry.key);
    return formula === undefined ? [] : [formula];
  });
  return { kind: 'any', formulas, at: locationOf(reader, entry.value.at) };
}

/** An item of `pattern-either`, or a term of `patterns` that is no condition. */
function readListItem(reader: RuleReader, item: YamlNode, listKey: string): Formula | undefined {
  const entry = onlyEntry(reader, item, listKey);
  if (entry === undefined) return undefined;
  if ((formulaKeys as readonly string[]).includes(entry.key)) return readFormulaEntry(reader, entry);
  const at = locationOf(reader, entry.value.at);
  switch (entry.key) {
    case 'pattern-inside':
      return wrap('inside', readNested(reader, entry), at);
    case 'semgrep-internal-pattern-anywhere':
      return wrap('anywhere', readNested(reader, entry), at);
    case 'pattern-not':
      return wrap('not', readNested(reader, entry), at);
    case 'pattern-not-inside':
      return wrap('not-inside', readNested(reader, entry), at);
    case 'pattern-not-regex':
      return { kind: 'not-regex', formula: readRegexFormula(reader, entry), at };
    default:
      if (unsupportedConditions.includes(entry.key)) reportUnsupported(reader, entry, `"${entry.key}"`);
      else
        reportUnknownKey(reader, entry, {
          known: [...formulaKeys, ...negativeKeys, ...conditionKeys],
          place: `a "${listKey}" list`,
        });
      return undefined;
  }
}

function wrap(
  kind: 'inside' | 'anywhere' | 'not' | 'not-inside',
  formula: Formula | undefined,
  at: Formula['at'],
): Formula | undefined {
  return formula === undefined ? undefined : { kind, formula, at };
}

/** The value of `pattern-not` and its like: a pattern text, or a map with a formula. */
function readNested(reader: RuleReader, entry: YamlEntry): Formula | undefined {
  if (entry.value.kind !== 'map')
    return { kind: 'pattern', text: readText(reader, entry), at: locationOf(reader, entry.value.at) };
  const inside = entry.value.entries.find(({ key }) => key === 'pattern-inside');
  const formula =
    inside !== undefined && entry.value.entries.length === 1
      ? wrap('inside', readNested(reader, inside), locationOf(reader, inside.value.at))
      : readFormulaOf(reader, entry.value, { place: `"${entry.key}"`, otherKeys: [] });
  if (formula === undefined)
    reportProblem(
      reader,
      entry.value.at,
      entry.key,
      `"${entry.key}" holds no pattern. Add one, such as \`pattern: …\`.`,
    );
  return formula;
}

/** The only key of a list item, or a problem. Extra keys of conditions are told apart by the caller. */
function onlyEntry(reader: RuleReader, item: YamlNode, listKey: string): YamlEntry | undefined {
  if (item.kind !== 'map') {
    reportProblem(
      reader,
      item.at,
      listKey,
      `Each item of "${listKey}" must be a map with one pattern key, but this one is ${describe(item)}. Write \`- pattern: …\`.`,
    );
    return undefined;
  }
  const [first, second] = item.entries;
  if (first === undefined) {
    reportProblem(reader, item.at, listKey, `This item of "${listKey}" is empty. Write \`- pattern: …\`.`);
    return undefined;
  }
  if (second !== undefined)
    reportProblem(
      reader,
      second.keyAt,
      second.key,
      `"${second.key}" stands in the same item as "${first.key}". Begin a new item with "- ${second.key}:".`,
    );
  return first;
}

function readAll(reader: RuleReader, list: YamlEntry): Formula {
  const formulas: Formula[] = [];
  const conditions: MetavariableCondition[] = [];
  const focus: string[][] = [];
  for (const item of readItems(reader, list)) {
    const key = item.kind === 'map' ? item.entries[0]?.key : undefined;
    if (key !== undefined && conditionKeys.includes(key)) {
      const entry = onlyEntry(reader, item, list.key);
      if (entry === undefined) continue;
      if (key === 'focus-metavariable') focus.push(readFocus(reader, entry));
      else {
        const condition = readCondition(reader, entry);
        if (condition !== undefined) conditions.push(condition);
      }
      continue;
    }
    const formula = readListItem(reader, item, list.key);
    if (formula !== undefined) formulas.push(formula);
  }
  requirePositive(reader, list, formulas);
  return { kind: 'all', formulas, conditions, focus, at: locationOf(reader, list.value.at) };
}

/** Without a positive term nothing is ever matched that the negative ones could narrow. */
function requirePositive(reader: RuleReader, list: YamlEntry, formulas: readonly Formula[]): void {
  // Inside a condition on a metavariable, what it is bound to is the positive term.
  if (reader.conditionDepth > 0) return;
  if (!formulas.every(isNegative) || reader.hasError) return;
  reportProblem(
    reader,
    list.value.at,
    list.key,
    `"${list.key}" has no term that says what to match, only terms that narrow. Add a pattern, pattern-either, pattern-inside or pattern-regex.`,
  );
}

function readFocus(reader: RuleReader, entry: YamlEntry): string[] {
  const names = readTexts(reader, entry);
  for (const name of names) checkMetavariable(reader, entry, name);
  return names;
}

function checkMetavariable(reader: RuleReader, entry: YamlEntry, name: string): void {
  if (name === '' || isMetavariableName(name)) return;
  reportProblem(
    reader,
    entry.value.at,
    entry.key,
    `"${name}" is no metavariable. A metavariable is a dollar sign and capital letters, digits or underscores, such as $REQ.`,
  );
}

function readMetavariable(reader: RuleReader, entry: YamlEntry): string {
  const name = readText(reader, entry);
  checkMetavariable(reader, entry, name);
  return name;
}

/** One condition of `patterns`. */
function readCondition(reader: RuleReader, condition: YamlEntry): MetavariableCondition | undefined {
  const at = locationOf(reader, condition.value.at);
  const entries = readEntriesOf(reader, condition);
  const value = (key: string): YamlEntry | undefined => entries.find((entry) => entry.key === key);
  const required = (key: string): YamlEntry | undefined => {
    const entry = value(key);
    if (entry === undefined && condition.value.kind === 'map')
      reportProblem(reader, condition.value.at, condition.key, `"${condition.key}" has no "${key}". Add it.`);
    return entry;
  };
  const rejectOthers = (known: readonly string[]): void => {
    for (const entry of entries)
      if (!known.includes(entry.key)) reportUnknownKey(reader, entry, { known, place: `"${condition.key}"` });
  };
  switch (condition.key) {
    case 'metavariable-regex': {
      rejectOthers(['metavariable', 'regex', 'constant-propagation']);
      const name = required('metavariable');
      const regex = required('regex');
      const constants = value('constant-propagation');
      if (name === undefined || regex === undefined) return undefined;
      return {
        kind: 'regex',
        metavariable: readMetavariable(reader, name),
        regex: readRegex(reader, regex),
        ...(constants === undefined ? {} : { constantPropagation: readBoolean(reader, constants) }),
        at,
      };
    }
    case 'metavariable-pattern': {
      const name = required('metavariable');
      const language = value('language');
      reader.conditionDepth++;
      const formula = readAllKeys(reader, condition, ['metavariable', 'language']);
      reader.conditionDepth--;
      if (name === undefined || formula === undefined) return undefined;
      const languageText = language === undefined ? '' : readText(reader, language);
      return {
        kind: 'pattern',
        metavariable: readMetavariable(reader, name),
        formula,
        language: languageText,
        at,
      };
    }
    case 'metavariable-comparison': {
      rejectOthers(['metavariable', 'comparison', 'base', 'strip']);
      const name = value('metavariable');
      const comparison = required('comparison');
      const base = value('base');
      const strip = value('strip');
      if (comparison === undefined) return undefined;
      return {
        kind: 'comparison',
        metavariable: name === undefined ? '' : readMetavariable(reader, name),
        comparison: readText(reader, comparison),
        base: base === undefined ? 0 : readInteger(reader, base),
        strip: strip === undefined ? false : readBoolean(reader, strip),
        at,
      };
    }
    case 'metavariable-analysis': {
      rejectOthers(['metavariable', 'analyzer', 'options']);
      const name = required('metavariable');
      const analyzer = required('analyzer');
      if (name === undefined || analyzer === undefined) return undefined;
      return {
        kind: 'analysis',
        metavariable: readMetavariable(reader, name),
        analyzer: readAnalyzer(reader, analyzer),
        at,
      };
    }
    default: {
      rejectOthers(['metavariable', 'type', 'types', 'language']);
      const name = required('metavariable');
      const types = value('types') ?? value('type');
      if (types === undefined)
        reportProblem(
          reader,
          condition.value.at,
          condition.key,
          '"metavariable-type" has no "type". Add it.',
        );
      if (name === undefined || types === undefined) return undefined;
      return {
        kind: 'type',
        metavariable: readMetavariable(reader, name),
        types: readTexts(reader, types),
        at,
      };
    }
  }
}

/** The name of an analyzer, or a map with its `kind`. `entropy_v2`, which Semgrep CE leaves out, is measured as entropy. */
function readAnalyzer(reader: RuleReader, entry: YamlEntry): 'entropy' | 'redos' {
  const entries = entry.value.kind === 'map' ? entry.value.entries : [{ ...entry, key: 'kind' }];
  for (const option of entries)
    if (option.key !== 'kind' && option.key !== 'mode')
      reportUnknownKey(reader, option, { known: ['kind', 'mode'], place: '"analyzer"' });
  const kind = entries.find(({ key }) => key === 'kind') ?? entry;
  const name = readWord(reader, { ...kind, key: 'analyzer' }, ['entropy', 'entropy_v2', 'redos'], 'entropy');
  return name === 'redos' ? 'redos' : 'entropy';
}

/**
 * The formula of a map whose keys may be any operator, as `metavariable-pattern` has it. A bare negative operator
 * there is meant against the whole bound text.
 */
function readAllKeys(
  reader: RuleReader,
  entry: YamlEntry,
  otherKeys: readonly string[],
): Formula | undefined {
  if (entry.value.kind !== 'map') return undefined;
  const own = entry.value.entries.filter(({ key }) => !otherKeys.includes(key));
  const formula = readFormulaOf(
    reader,
    { kind: 'map', entries: own, at: entry.value.at },
    { place: `"${entry.key}"`, otherKeys: [] },
  );
  if (formula === undefined && !reader.hasError)
    reportProblem(
      reader,
      entry.value.at,
      entry.key,
      `"${entry.key}" holds no pattern. Add one, such as \`pattern: …\`.`,
    );
  return formula;
}

/** A formula of the new syntax: a text, or a map with one operator and perhaps `where`. */
export function readNewFormula(reader: RuleReader, node: YamlNode, key: string): Formula | undefined {
  const at = locationOf(reader, node.at);
  if (node.kind === 'scalar')
    return { kind: 'pattern', text: readText(reader, { key, keyAt: node.at, value: node }), at };
  if (node.kind === 'list') {
    reportProblem(
      reader,
      node.at,
      key,
      `"${key}" must be a pattern or a map with all, any, inside, not or regex, but is a list. Write \`${key}: {all: […]}\`.`,
    );
    return undefined;
  }
  const operators: YamlEntry[] = [];
  const conditions: MetavariableCondition[] = [];
  const focus: string[][] = [];
  for (const entry of node.entries) {
    if (entry.key === 'where')
      for (const item of readItems(reader, entry)) readWhere(reader, item, conditions, focus);
    else if (newKeys.includes(entry.key)) operators.push(entry);
    else reportUnknownKey(reader, entry, { known: newKeys, place: `"${key}"` });
  }
  const [operator, extra] = operators;
  if (operator === undefined) {
    reportProblem(
      reader,
      node.at,
      key,
      `"${key}" has no operator. Add one of pattern, all, any, inside, anywhere, not, regex.`,
    );
    return undefined;
  }
  if (extra !== undefined)
    reportProblem(
      reader,
      extra.keyAt,
      extra.key,
      `"${extra.key}" stands beside "${operator.key}", so it is unclear which counts. Put both under "all:" or "any:".`,
    );
  const formula = readOperator(reader, operator);
  if (formula === undefined || (conditions.length === 0 && focus.length === 0)) return formula;
  if (formula.kind === 'all')
    return {
      ...formula,
      conditions: [...formula.conditions, ...conditions],
      focus: [...formula.focus, ...focus],
    };
  return { kind: 'all', formulas: [formula], conditions, focus, at };
}

function readOperator(reader: RuleReader, entry: YamlEntry): Formula | undefined {
  const at = locationOf(reader, entry.value.at);
  switch (entry.key) {
    case 'pattern':
      return { kind: 'pattern', text: readText(reader, entry), at };
    case 'regex':
    case 'pattern-regex':
      return readRegexFormula(reader, entry);
    case 'all':
    case 'any': {
      const formulas = readItems(reader, entry).flatMap((item) => {
        const formula = readNewFormula(reader, item, entry.key);
        return formula === undefined ? [] : [formula];
      });
      if (entry.key === 'any') return { kind: 'any', formulas, at };
      requirePositive(reader, entry, formulas);
      return { kind: 'all', formulas, conditions: [], focus: [], at };
    }
    case 'inside':
    case 'anywhere':
      return wrap(entry.key, readNewFormula(reader, entry.value, entry.key), at);
    default: {
      const inner = readNewFormula(reader, entry.value, entry.key);
      // `not: {inside: …}` and `not: {regex: …}` are the old pattern-not-inside and pattern-not-regex.
      if (inner?.kind === 'inside') return { kind: 'not-inside', formula: inner.formula, at };
      if (inner?.kind === 'anywhere') return { kind: 'not-anywhere', formula: inner.formula, at };
      if (inner?.kind === 'regex') return { kind: 'not-regex', formula: inner, at };
      return wrap('not', inner, at);
    }
  }
}

function readWhere(
  reader: RuleReader,
  item: YamlNode,
  conditions: MetavariableCondition[],
  focus: string[][],
): void {
  if (item.kind !== 'map') {
    reportProblem(
      reader,
      item.at,
      'where',
      `Each item of "where" must be a map, but this one is ${describe(item)}.`,
    );
    return;
  }
  const find = (key: string): YamlEntry | undefined => item.entries.find((entry) => entry.key === key);
  const at = locationOf(reader, item.at);
  const focused = find('focus');
  if (focused !== undefined) {
    focus.push(readFocus(reader, focused));
    return;
  }
  const unsupported = find('name');
  if (unsupported !== undefined) {
    reportUnsupported(reader, unsupported, `"${unsupported.key}" in "where"`);
    return;
  }
  const asOld = (key: string): MetavariableCondition | undefined =>
    readCondition(reader, { key, keyAt: item.at, value: item });
  const add = (condition: MetavariableCondition | undefined): void => {
    if (condition !== undefined) conditions.push(condition);
  };
  if (find('comparison') !== undefined) add(asOld('metavariable-comparison'));
  else if (find('type') !== undefined || find('types') !== undefined) add(asOld('metavariable-type'));
  else if (find('analyzer') !== undefined) add(asOld('metavariable-analysis'));
  else if (find('regex') !== undefined) {
    // The new syntax looks at constants unless told otherwise.
    const regex = asOld('metavariable-regex');
    add(regex?.kind === 'regex' ? { constantPropagation: true, ...regex } : regex);
  } else {
    const name = find('metavariable');
    const language = find('language');
    const rest = item.entries.filter(({ key }) => key !== 'metavariable' && key !== 'language');
    reader.conditionDepth++;
    const formula = readNewFormula(reader, { kind: 'map', entries: rest, at: item.at }, 'where');
    reader.conditionDepth--;
    if (name === undefined)
      reportProblem(reader, item.at, 'where', 'This condition has no "metavariable". Add it.');
    if (name === undefined || formula === undefined) return;
    conditions.push({
      kind: 'pattern',
      metavariable: readMetavariable(reader, name),
      formula,
      language: language === undefined ? '' : readText(reader, language),
      at,
    });
  }
}
