/**
 * The options of a rule that concern generic patterns: which of the two engines reads them, and what it goes by.
 *
 * What an engine does not know it leaves alone, as Semgrep does: `generic_caseless` means nothing to the default engine, and
 * neither `generic_comment_style` nor `generic_ellipsis_max_span` means anything to aliengrep.
 */

/** What the default engine goes by. */
export interface SpaceOptions {
  readonly engine: 'spacegrep';
  /** Lines that `...` may reach beyond the line it begins on. */
  readonly maxSpan: number;
  readonly commentStyle: CommentStyle;
}

/** What aliengrep goes by. */
export interface AlienOptions {
  readonly engine: 'aliengrep';
  readonly isCaseless: boolean;
  /** Whether line breaks are blanks like others; else `...` stays on its line. */
  readonly isMultiline: boolean;
  /** Characters of words beside letters, digits and `_`. */
  readonly extraWordCharacters: string;
  /** Pairs of single characters; what they enclose is skipped as one. */
  readonly braces: readonly (readonly [string, string])[];
}

/** Options of a rule that concern generic patterns. */
export type GenericOptions = SpaceOptions | AlienOptions;

/** Comments that are no text: of C (block comments), of C++ (also `//`), of shells (`#`). */
export type CommentStyle = 'none' | 'c' | 'cpp' | 'shell';

/** What Semgrep does without options. */
export const defaultGenericOptions: SpaceOptions = { engine: 'spacegrep', maxSpan: 10, commentStyle: 'none' };

const defaultBraces: AlienOptions['braces'] = [
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
];

/** Reads the options of a rule; of those that cannot be meant it says why. */
export function readGenericOptions(options: Readonly<Record<string, unknown>>): GenericOptions | string {
  const engine = options.generic_engine ?? 'spacegrep';
  if (engine !== 'spacegrep' && engine !== 'aliengrep')
    return `generic_engine is "${String(engine)}", and there are only spacegrep and aliengrep`;
  const style = options.generic_comment_style ?? 'none';
  if (style !== 'none' && style !== 'c' && style !== 'cpp' && style !== 'shell')
    return `generic_comment_style is "${String(style)}", and there are only c, cpp and shell`;
  const span = options.generic_ellipsis_max_span;
  if (engine === 'spacegrep')
    return {
      engine,
      maxSpan: typeof span === 'number' ? span : defaultGenericOptions.maxSpan,
      commentStyle: style,
    };
  const braces = readPairs(options.generic_braces ?? defaultBraces);
  const extra = readPairs(options.generic_extra_braces ?? []);
  if (braces === undefined || extra === undefined)
    return 'generic_braces and generic_extra_braces are lists of pairs of single characters, such as [["<", ">"]]';
  const words = options.generic_extra_word_characters ?? [];
  if (!Array.isArray(words) || !words.every(isCharacter))
    return 'generic_extra_word_characters is a list of single characters, such as ["-", "/"]';
  return {
    engine,
    isCaseless: options.generic_caseless === true,
    isMultiline: options.generic_multiline !== false,
    extraWordCharacters: words.join(''),
    braces: [...braces, ...extra],
  };
}

function readPairs(value: unknown): AlienOptions['braces'] | undefined {
  if (!Array.isArray(value)) return undefined;
  const pairs: (readonly [string, string])[] = [];
  for (const pair of value as readonly unknown[]) {
    if (!Array.isArray(pair) || pair.length !== 2 || !pair.every(isCharacter)) return undefined;
    pairs.push([String(pair[0]), String(pair[1])]);
  }
  return pairs;
}

function isCharacter(value: unknown): boolean {
  return typeof value === 'string' && [...value].length === 1;
}

const comments: Readonly<Record<Exclude<CommentStyle, 'none'>, RegExp>> = {
  c: /\/\*[\s\S]*?\*\//g,
  cpp: /\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
  shell: /#[^\n]*/g,
};

/** The text with blanks for its comments, so that every place stays the same. Quotes protect nothing, as in Semgrep. */
export function withoutComments(text: string, style: CommentStyle): string {
  return style === 'none' ? text : text.replace(comments[style], (comment) => comment.replace(/[^\n]/g, ' '));
}
