/**
 * Which languages of rules a file has, by its name. `regex` and `generic` rules run on every text.
 */

import { textLanguage, textLanguagesOfPath } from '../base/text-languages.ts';

/** How patterns of a rule are read and matched. */
export type SyntaxFamily = 'code' | 'data' | 'html' | 'dockerfile' | 'bash' | 'regex' | 'generic';

/** The languages whose rules run on a file with this path, apart from `regex` and `generic`. */
export function languagesOfPath(path: string): readonly string[] {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  // Semgrep runs rules for JavaScript on TypeScript too, not the other way round.
  if (/\.[cm]?tsx?$/.test(name)) return ['typescript', 'javascript'];
  if (/\.(?:vue|svelte)$/.test(name)) return ['typescript', 'javascript', ...textLanguagesOfPath(name)];
  if (/\.[cm]?jsx?$/.test(name)) return ['javascript'];
  if (/\.ya?ml$/.test(name)) return ['yaml'];
  if (/\.json$/.test(name)) return ['json'];
  if (/^dockerfile(?:\..*)?$|\.dockerfile$/.test(name)) return ['dockerfile'];
  return /\.html?$/.test(name) ? ['html'] : textLanguagesOfPath(name);
}

/** How rules for a language are matched; of languages that are only searched as text, rules have regular expressions alone. */
export function familyOfRules(language: string): SyntaxFamily {
  return textLanguage(language) === undefined ? familyOfLanguage(language) : 'regex';
}

/** How patterns of a language are read. */
export function familyOfLanguage(language: string): SyntaxFamily {
  if (language === 'javascript' || language === 'typescript') return 'code';
  if (language === 'json' || language === 'yaml') return 'data';
  // Files of shells are not read, but texts in other files may be scripts.
  if (language === 'bash' || language === 'sh') return 'bash';
  return language === 'html' || language === 'dockerfile' || language === 'generic' ? language : 'regex';
}
