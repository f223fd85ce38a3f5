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
  {
    title: 'Patterns alone, of JavaScript and TypeScript',
    has: ({ name, languages }) => !name.includes('#') && !languages.includes('dockerfile'),
  },
  { title: 'Patterns alone, of Dockerfiles', has: ({ name }) => !name.includes('#') },
  {
    title: 'Dockerfile and HTML',
    has: ({ languages }) => languages.some((one) => one === 'dockerfile' || one === 'html'),
  },
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
  rules=rules/javascript rules=rules/typescript rules=rules/json rules=rules/yaml rules=rules/generic \\
  patterns=patterns/tests/patterns/dockerfile rules=rules/dockerfile rules=rules/html
\`\`\`

A rule counts as the same when every line of its targets is reported by both or by neither.
`;
}

const reasons = `## Known differences

- **Whole program.** Without \`--semgrep-compat\`, taint rules follow data through calls and files, so they report more. Rules with several labels, \`control\`, \`taint_unify_mvars\`, \`taint_match_on: source\`, sources by side effect alone or sanitizers \`by-side-effect\` are followed inside one function in either case. A variable that a call names as a source is one from then on, also without \`by-side-effect\`.
- **\`at-exit\`** sinks are read, and report nothing, as in Semgrep CE.
- **Entropy** of \`metavariable-analysis\` is our own measure; it agrees on most secrets, not on all. \`entropy_v2\`, which Semgrep CE leaves out, is the same measure.
- **Ranges.** A declaration that Semgrep cuts before its semicolon, or an arrow function whose body is a \`return\`, may begin or end a little elsewhere on the same line.
- **Parentheses** belong to the range of a match, as in Semgrep; a metavariable stands for what is inside them.
- **YAML.** A bare \`$X\` matches values, not whole \`key: value\` pairs. Anchors are not expanded.
- **Generic.** A pattern of nothing but \`...\` is refused. A search of aliengrep that Semgrep gives up because it takes too long may be answered here.
- **Languages.** JavaScript, TypeScript, JSON, YAML, HTML, Dockerfile, generic and regular expressions. Rules of regular expressions alone run on files of every other language, too. \`metavariable-pattern\` in \`bash\` compares commands, in other languages word by word, as generic patterns do.
- **Dockerfile.** Flags (\`--mount=type=cache\`), pairs of ENV with metavariables (\`ENV $K=$V\`), here-documents and the \`escape\` directive are matched as they are written, also where Semgrep finds nothing. Metavariables inside a word (\`/home/$DIR\`) and values of variables are not followed; a body of \`RUN\` ends where its last command does.
- **HTML.** An element without content ends at its \`>\`, in Semgrep at the beginning of the next line. A pattern is one element or one attribute.
- **Which files.** Folders that Semgrep leaves out where there is no \`.semgrepignore\` (\`tests\`, \`build\`, \`vendor\` …) are judged by our own rules, which say in the report what was left out. In \`paths\`, braces (\`*.{js,ts}\`) and folders such as \`[id]\` work, where Semgrep takes no file.
- **nosemgrep** counts in comments alone, not in texts, and also without a blank before it (\`//nosemgrep\`). Comments that hold for every rule are \`nosemgrep\` and \`nosem\`; \`nosemgrepx\` is neither.
- **Fixes.** \`\\g<0>\` in \`fix-regex\` is the whole match; parentheses are not added to what is filled in.
- **sekretess test** says of a \`todoruleid\` or \`todook\` that no longer holds how to mend it, and does not fail; Semgrep fails.
- **Refused with an error**: \`mode: join\`, \`mode: extract\`, \`metavariable-name\` (Semgrep CE refuses it, too), \`pattern-where-python\`, registry names, and rules with a key that neither engine knows (\`pattern-not-sinks\`): Semgrep leaves such a key out and runs what is left.
- **Regular expressions** that could take exponential time and need look-around are refused when the rule is loaded; all others run in bounded time.
`;
