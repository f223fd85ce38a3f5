/**
 * Languages that Semgrep parses and we do not: names and endings of files.
 *
 * A rule for them whose patterns are regular expressions alone needs no parser, and runs on their files all the same.
 */
/** Canonical name → other names that rules use, and endings of its files without the dot. */
const languages: Readonly<Record<string, { readonly names: readonly string[]; readonly endings: string }>> = {
  apex: { names: [], endings: 'cls' },
  bash: { names: ['sh'], endings: 'sh bash' },
  c: { names: [], endings: 'c h' },
  clojure: { names: [], endings: 'clj cljs cljc edn' },
  cpp: { names: ['c++'], endings: 'cc cpp cxx h hh hpp hxx' },
  csharp: { names: ['c#'], endings: 'cs' },
  dart: { names: [], endings: 'dart' },
  elixir: { names: ['ex'], endings: 'ex exs' },
  go: { names: ['golang'], endings: 'go' },
  java: { names: [], endings: 'java' },
  kotlin: { names: ['kt'], endings: 'kt kts' },
  lua: { names: [], endings: 'lua' },
  ocaml: { names: [], endings: 'ml mli' },
  php: { names: [], endings: 'php tpl phtml' },
  python: { names: ['py', 'python2', 'python3'], endings: 'py pyi' },
  ruby: { names: ['rb'], endings: 'rb' },
  rust: { names: ['rs'], endings: 'rs' },
  scala: { names: [], endings: 'scala' },
  solidity: { names: ['sol'], endings: 'sol' },
  swift: { names: [], endings: 'swift' },
  terraform: { names: ['tf', 'hcl'], endings: 'tf hcl tfvars' },
  vue: { names: [], endings: 'vue' },
  xml: { names: [], endings: 'xml plist' },
};

const byName = new Map(
  Object.entries(languages).flatMap(([name, { names }]) => [name, ...names].map((one) => [one, name])),
);

const byEnding = new Map<string, string[]>();
for (const [name, { endings }] of Object.entries(languages))
  for (const ending of endings.split(' ')) byEnding.set(ending, [...(byEnding.get(ending) ?? []), name]);

/** The language that a rule calls by this name; undefined for languages of ours and for none. */
export function textLanguage(name: string): string | undefined {
  return byName.get(name.toLowerCase());
}

/** The languages of a file that are searched as text alone, by its ending. */
export function textLanguagesOfPath(path: string): readonly string[] {
  return byEnding.get(path.slice(path.lastIndexOf('.') + 1).toLowerCase()) ?? [];
}
