/**
 * What a regular expression says about the texts that it lets through, and about those that it finds something in.
 *
 * Reads the source of the expression, not its meaning: an expression that is not understood promises nothing.
 */
import { Harmless } from './harmless.ts';

/** What is known of a text on either side of a test. */
export interface RegexVerdict {
  /** Bits of {@link Harmless} that hold where the expression matches. */
  readonly whenMatched: number;
  /** Bits that hold where it does not. */
  readonly whenNot: number;
}

const nothing: RegexVerdict = { whenMatched: 0, whenNot: 0 };

/** Reads the source of an expression, without slashes and flags. */
export function regexVerdict(source: string): RegexVerdict {
  const startsAnchored = source.startsWith('^');
  const endsAnchored = source.endsWith('$') && !source.endsWith('\\$');
  if (startsAnchored && endsAnchored) {
    const body = source.slice(1, -1);
    // `^a|b$` is not anchored as a whole.
    if (hasBareAlternative(body)) return nothing;
    return { whenMatched: letsThrough(body), whenNot: 0 };
  }
  if (startsAnchored) return { whenMatched: closesHost(source) ? Harmless.Host : 0, whenNot: 0 };
  return { whenMatched: 0, whenNot: finds(source) };
}

/** What is left when everything that the expression matches is removed. */
export function removalVerdict(source: string, flags: string): number {
  return flags.includes('g') ? finds(source) : 0;
}

/** Bits for a text that is wholly of the given form. */
function letsThrough(body: string): number {
  const classes = body.match(/\[(?:\\.|[^\]\\])*\]/g) ?? [];
  const rest = body.replace(/\[(?:\\.|[^\]\\])*\]/g, '');
  if (/(?:^|[^\\])(?:\\\\)*\.(?:[*+{?]|$)/.test(rest) || /\\[SDW]/.test(rest)) return 0;
  const negated = classes.filter((item) => item.startsWith('[^'));
  if (negated.length > 0) return negated.every((item) => item.includes('/')) ? Harmless.Path : 0;
  if (/\\[SDW]/.test(classes.join(''))) return 0;
  return withoutWhatIsAllowed(classes.join('') + rest);
}

/** All bits, less what the allowed characters make possible. */
function withoutWhatIsAllowed(allowed: string): number {
  const hasDot = allowed.includes('.');
  const hasSlash = allowed.includes('/');
  let bits: number = Harmless.All;
  if (hasDot && hasSlash) bits &= ~Harmless.Path;
  if (hasDot || (hasSlash && allowed.includes(':'))) bits &= ~Harmless.Host;
  if (/['"`;&|<>(){}]/.test(allowed.replace(/\(\?[:!=]|[()|]|\{\d+(?:,\d*)?\}|\(\?<\w+>/g, '')))
    bits &= ~Harmless.Other;
  return bits;
}

/** Bits for a text in which the expression finds nothing. */
function finds(source: string): number {
  const negatedClass = /^\(?\[\^((?:\\.|[^\]\\])*)\][+*]?\)?$/.exec(source)?.[1];
  if (negatedClass !== undefined)
    return /\\[SDW]/.test(negatedClass) ? 0 : withoutWhatIsAllowed(negatedClass);
  if (/^\\[WD]\+?$/.test(source)) return Harmless.All;
  let bits = 0;
  const isWhole = !source.includes('^') && !source.endsWith('$');
  if (isWhole && /\\\.\\\.|\[\.\]\{2|\\\.\{2/.test(source)) bits |= Harmless.Path;
  if (isWhole && /(?:^|[|(]|\\b)_{2}proto_{2}(?:$|[|)]|\\b)/.test(source)) bits |= Harmless.Key;
  const characters = /^\[((?:\\.|[^\]\\])*)\]\+?$/.exec(source)?.[1] ?? '';
  if (characters.includes('/')) bits |= Harmless.Path | Harmless.Host;
  if (['&', '|', ';', '$', '`'].filter((character) => characters.includes(character)).length >= 4)
    bits |= Harmless.Other;
  return bits;
}

/** `^https:\/\/care\.example\.com\/`: nothing behind it can change the host; `^\/(?!\/)`: a path of this site. */
function closesHost(source: string): boolean {
  const text = source.slice(1).replaceAll('\\/', '/');
  return /^https?\??:\/\/[^/|()]+\/|^\/\((?:\?!|\?:\[\^)|^\/\[(?:\^\/|a-z|A-Z|\\w)/.test(text);
}

function hasBareAlternative(body: string): boolean {
  let depth = 0;
  for (let i = 0; i < body.length; i++) {
    const character = body[i];
    if (character === '\\') i++;
    else if (character === '[') {
      while (i < body.length && body[i] !== ']') i += body[i] === '\\' ? 2 : 1;
    } else if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (character === '|' && depth === 0) return true;
  }
  return false;
}
