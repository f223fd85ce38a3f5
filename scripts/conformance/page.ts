/**
 * docs/semgrep-compatibility.md from the results of a conformance run: what is the same, and where and why it is not.
 */

/** The part of a result that the page shows. */
interface PageRow {
  readonly name: string;
  readonly languages: readonly string[];
  readonly isTaint: boolean;
  readonly ourProblem: string;
  readonly theyPass: boolean;
  readonly wePass: boolean;
  readonly differences: readonly { readonly kind: 'missing' | 'extra' }[];
  readonly ranges: number;
}

const groups: readonly { readonly title: string; readonly has: (row: PageRow) => boolean }[] = [
  { title: 'Patterns alone', has: ({ name }) => !name.includes('#') },
  { title: 'JavaScript and TypeScript, taint', has: (row) => isCode(row) && row.isTaint },
  { title: 'JavaScript and TypeScript, search', has: (row) => isCode(row) && !row.isTaint },
  {
    title: 'YAML and JSON',
    has: ({ languages }) => languages.some((one) => one === 'yaml' || one === 'json'),
  },
  { title: 'Generic and regular expressions', has: () => true },
];

function isCode({ name, languages }: PageRow): boolean {
  return name.includes('#') && languages.some((one) => /^(?:js|ts|jsx|tsx|javascript|typescript)$/.test(one));
}

/** The whole page. */
export function compatibilityPage(version: string, rows: readonly PageRow[]): string {
  const left = new Set(rows);
  const table: string[] = [];
  const different: PageRow[] = [];
  for (const { title, has } of groups) {
    const own = [...left].filter(has);
    for (const row of own) left.delete(row);
    if (own.length === 0) continue;
    const isSame = (row: PageRow): boolean => row.differences.length === 0 && row.ourProblem === '';
    const passing = own.filter(({ theyPass }) => theyPass);
    different.push(...own.filter((row) => !isSame(row)));
    table.push(
      `| ${title} | ${own.length} | ${own.filter(isSame).length} | ${passing.length} | ${passing.filter(isSame).length} | ${own.filter(({ ranges }) => ranges > 0).length} | ${own.filter(({ wePass }) => wePass).length} |`,
    );
  }
  const list = different.map((row) => {
    const missing = row.differences.filter(({ kind }) => kind === 'missing').length;
    const extra = row.differences.length - missing;
    const why = row.ourProblem === '' ? '' : ` ${row.ourProblem.split(', so')[0]}.`;
    const whose = row.theyPass
      ? ''
      : ` Semgrep itself does not give the annotated lines${row.wePass ? '; they are given here' : ''}.`;
    return `| \`${row.name}\` | ${missing} | ${extra} |${why}${whose} |`;
  });
  return `${introduction(version)}
| Rules | Compared | Same lines | Semgrep gives the annotated lines | Of these the same here | Same lines, other range | Here the annotated lines |
|---|--:|--:|--:|--:|--:|--:|
${table.join('\n')}

${reasons}
## Rules whose lines differ

| Rule or pattern | Missing lines | Extra lines | |
|---|--:|--:|---|
${list.join('\n')}
`;
}

function introduction(version: string): string {
  return `# Compatibility with Semgrep

Rules of Semgrep run here unchanged. This page is written by \`scripts/conformance.ts\`, which runs our engine with \`--semgrep-compat\` and Semgrep CE ${version} over the same rules and targets and compares the lines; do not edit it.

\`\`\`sh
git clone https://github.com/semgrep/semgrep-rules rules && git clone https://github.com/opengrep/opengrep patterns
python3 -m venv oracle && oracle/bin/pip install semgrep==${version}
node --import tsx scripts/conformance.ts --semgrep oracle/bin/semgrep --page docs/semgrep-compatibility.md \\
  patterns=patterns/tests/patterns/js patterns=patterns/tests/patterns/ts \\
  rules=rules/javascript rules=rules/typescript rules=rules/json rules=rules/yaml rules=rules/generic
\`\`\`

A rule counts as the same when every line of its targets is reported by both or by neither.
`;
}

const reasons = `## Known differences

- **Whole program.** Without \`--semgrep-compat\`, taint rules follow data through calls and files, so they report more. Rules with several labels, \`control\` or \`taint_unify_mvars\` are followed inside one function in either case.
- **\`at-exit\`** sinks are read, and report nothing, as in Semgrep CE.
- **Entropy** of \`metavariable-analysis\` is our own measure; it agrees on most secrets, not on all.
- **Ranges.** A declaration that Semgrep cuts before its semicolon, or an arrow function whose body is a \`return\`, may begin or end a little elsewhere on the same line.
- **Parentheses** belong to the range of a match, as in Semgrep; a metavariable stands for what is inside them.
- **YAML.** A bare \`$X\` matches values, not whole \`key: value\` pairs. Anchors are not expanded.
- **Generic.** Of rules with \`generic_engine: aliengrep\` the patterns are read as those of the default engine.
- **Languages.** JavaScript, TypeScript, JSON, YAML, generic and regular expressions. Rules for HTML and Dockerfile run if they have \`pattern-regex\` alone, and are skipped with a warning otherwise: their patterns are fragments that need Semgrep's own grammars of these languages with holes in them, which no maintained JavaScript parser reads. \`metavariable-pattern\` in other languages compares word by word, as generic patterns do.
- **Refused with an error**: \`mode: join\`, \`mode: extract\`, \`pattern-where-python\`, registry names, and rules with a key that neither engine knows (\`pattern-not-sinks\`): Semgrep leaves such a key out and runs what is left.
- **Regular expressions** that could take exponential time and need look-around are refused when the rule is loaded; all others run in bounded time.
`;
