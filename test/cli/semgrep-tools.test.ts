/** What users of Semgrep bring along and expect to work: output, fixes, suppressions, ignore files. As built. */
import assert from 'node:assert/strict';
import { chmodSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { type BuiltWorkspace, createBuiltWorkspace, isBuilt } from '../support/built-program.ts';

const rules = `rules:
  - id: calls-foo
    languages: [typescript, javascript]
    severity: ERROR
    message: Found $X.
    pattern: foo($X)
    fix: bar($X)
  - id: calls-qux
    languages: [typescript, javascript]
    severity: WARNING
    message: qux
    pattern: qux(...)
    fix-regex: {regex: '^qu', replacement: 'q'}
  - id: flow
    mode: taint
    languages: [typescript, javascript]
    severity: INFO
    message: $Y arrives
    pattern-sources: [{pattern: source()}]
    pattern-sinks: [{pattern: sink($Y)}]
`;

const moreFixes = `rules:
  - {id: gone, languages: [js], severity: INFO, message: m, pattern: gone();, fix: ''}
  - {id: say, languages: [js], severity: INFO, message: m, pattern: say("$S"), fix: 'say(t("$S"))'}
`;

const pathRules = `rules:
  - {id: at-root, languages: [js], severity: INFO, message: m, pattern: foo($X), paths: {include: [/src/*.js]}}
  - {id: below, languages: [js], severity: INFO, message: m, pattern: foo($X), paths: {exclude: [src/gen]}}
`;

describe('for users of Semgrep', function () {
  this.timeout(60_000);
  before(function () {
    if (!isBuilt()) this.skip();
  });
  let workspace: BuiltWorkspace;
  beforeEach(() => {
    workspace = createBuiltWorkspace({ 'r.yaml': rules });
  });
  afterEach(() => workspace.remove());

  const read = (file: string): string => readFileSync(path.join(workspace.root, file), 'utf8');
  const scan = (...args: readonly string[]) => workspace.run('scan', '-c', 'r.yaml', ...args);
  /** `path:line rule` of what is shown. */
  const found = (...args: readonly string[]): readonly string[] =>
    JSON.parse(scan('-f', 'semgrep-json', ...args).stdout).results.map(
      (result: { path: string; start: { line: number }; check_id: string }) =>
        `${result.path}:${result.start.line} ${result.check_id}`,
    );

  describe('--format semgrep-json', () => {
    it('names files as the folder was named: absolute, or from the current folder', () => {
      workspace.write('src/a.js', 'foo(1);\n');
      assert.deepEqual(found('src'), ['src/a.js:1 calls-foo']);
      assert.deepEqual(found('./src/a.js'), ['src/a.js:1 calls-foo']);
      assert.deepEqual(found(path.join(workspace.root, 'src')), [`${workspace.root}/src/a.js:1 calls-foo`]);
    });

    it('has the shape of Semgrep, with columns and offsets in bytes', () => {
      workspace.write(
        'src/a.js',
        'const a = source();\nconst b = a + "å";\n/* 🙂 */ sink(b); foo(g(\n  1));\n',
      );
      workspace.write('src/broken.js', 'function (((\n');
      const { exitCode, stdout } = scan('-f', 'semgrep-json', 'src');
      const output = JSON.parse(stdout);
      assert.equal(exitCode, 1);
      assert.deepEqual(output.paths, { scanned: ['src/a.js', 'src/broken.js'] });
      assert.ok(output.errors.length > 0);
      for (const { code, level, type, path: file } of output.errors)
        assert.deepEqual([code, level, type, file], [3, 'warn', 'Syntax error', 'src/broken.js']);
      const [flow, foo] = output.results;
      assert.equal(flow.check_id, 'flow');
      assert.deepEqual(flow.start, { line: 3, col: 12, offset: 51 });
      assert.deepEqual(flow.extra.dataflow_trace.taint_source, [
        'CliLoc',
        [
          {
            path: 'src/a.js',
            start: { line: 1, col: 11, offset: 10 },
            end: { line: 1, col: 19, offset: 18 },
          },
          'source()',
        ],
      ]);
      assert.equal(flow.extra.dataflow_trace.taint_sink[1][1], 'sink(b)');
      assert.deepEqual(
        flow.extra.dataflow_trace.intermediate_vars.map(({ content }: { content: string }) => content),
        ['a + "å"'],
      );
      assert.equal(flow.extra.severity, 'INFO');
      assert.equal(foo.check_id, 'calls-foo');
      assert.equal(foo.extra.message, 'Found g(\n  1).');
      assert.equal(foo.extra.fix, 'bar(g(\n  1))');
      assert.equal(foo.extra.lines, '/* 🙂 */ sink(b); foo(g(\n  1));');
      assert.equal(foo.extra.severity, 'ERROR');
      assert.equal(foo.extra.metavars.$X.abstract_content, 'g(\n  1)');
      assert.match(foo.extra.fingerprint, /^[0-9a-f]{32}$/);
      assert.deepEqual(foo.end, { line: 4, col: 6, offset: 72 });
    });

    it('shows the way of data that is followed inside one function, in every format', () => {
      workspace.write(
        'labels.yaml',
        `rules:
  - id: labels
    mode: taint
    languages: [js]
    severity: ERROR
    message: $X arrives
    pattern-sources:
      - {pattern: read(...), label: A}
      - {pattern: "join(...)", label: B, requires: A}
    pattern-sinks:
      - {patterns: [{pattern: save($X)}, {focus-metavariable: $X}], requires: B or A and not B}
`,
      );
      workspace.write(
        'src/a.js',
        "function f(store) {\n  const raw = read('a');\n  let text = raw.trim();\n  store.last = text;\n  save(store.last);\n  save(join(read('b')));\n}\n",
      );
      const run = (format: string) =>
        JSON.parse(workspace.run('scan', '-c', 'labels.yaml', '-f', format, 'src').stdout);
      const [own, other] = run('json').findings;
      assert.deepEqual(
        own.evidence.steps.map((step: { kind: string; message: string; location: { line: number } }) => [
          step.kind,
          step.location.line,
          step.message,
        ]),
        [
          ['source', 2, "read('a') is the source"],
          ['assign', 2, 'it is kept in raw'],
          ['assign', 3, 'it is kept in text'],
          ['assign', 4, 'it is kept in store.last'],
          ['sink', 5, 'it reaches store.last'],
        ],
      );
      assert.equal(other.evidence.steps.length, 2);
      const { dataflow_trace: trace } = run('semgrep-json').results[0].extra;
      assert.equal(trace.taint_source[1][1], "read('a')");
      assert.deepEqual(
        trace.intermediate_vars.map(({ content }: { content: string }) => content),
        ['raw', 'text', 'store.last'],
      );
      const [flow] = run('sarif').runs[0].results[0].codeFlows[0].threadFlows;
      assert.equal(flow.locations.length, 5);
    });

    it('names what is wrong with rules, and still runs the others', () => {
      workspace.write(
        'bad.yaml',
        'rules:\n  - id: bad\n    languages: [js]\n    severity: LOW\n    message: m\n    pattern: "foo(("\n',
      );
      workspace.write('src/a.js', 'foo(1);\n');
      const { exitCode, stdout } = scan('-c', 'bad.yaml', '-f', 'semgrep-json', 'src');
      const output = JSON.parse(stdout);
      assert.equal(exitCode, 2);
      assert.equal(output.results.length, 1);
      assert.deepEqual(
        [output.errors[0].type, output.errors[0].rule_id, output.errors[0].spans[0].start.line],
        ['Rule parse error', 'bad', 6],
      );
    });
  });

  describe('--autofix', () => {
    it('writes fixes and fix-regex, keeps line ends, byte order mark and permissions', () => {
      workspace.write('src/a.js', '\uFEFFfoo(1);\r\nqux(2);\r\nfoo(3); // nosemgrep\r\n');
      chmodSync(path.join(workspace.root, 'src/a.js'), 0o755);
      const { exitCode, stdout } = scan('--autofix', '-q', 'src');
      assert.equal(read('src/a.js'), '\uFEFFbar(1);\r\nqx(2);\r\nfoo(3); // nosemgrep\r\n');
      assert.equal(statSync(path.join(workspace.root, 'src/a.js')).mode & 0o777, 0o755);
      assert.match(stdout, /2 fixes applied in 1 file\.\n$/);
      assert.equal(exitCode, 1);
    });

    it('shows what it would write with --dryrun, and writes nothing', () => {
      workspace.write('src/a.js', 'x();\nfoo(1);\ny();\n');
      const { stdout } = scan('--autofix', '--dryrun', '-q', 'src');
      assert.match(stdout, /src\/a\.js:\n +1 {3}x\(\);\n +2 - foo\(1\);\n +2 \+ bar\(1\);\n +3 {3}y\(\);\n/);
      assert.match(stdout, /1 fix would be applied in 1 file\.\n$/);
      assert.equal(read('src/a.js'), 'x();\nfoo(1);\ny();\n');
      const alone = scan('--dryrun', 'src');
      assert.match(alone.stderr, /--autofix is not given/);
      assert.equal(alone.exitCode, 2);
    });

    it('applies the first of fixes that overlap, and says so; the report stays one document', () => {
      workspace.write('src/a.js', 'foo(foo(1));\n');
      const { stdout, stderr } = scan('--autofix', '-f', 'json', 'src');
      assert.equal(read('src/a.js'), 'bar(foo(1));\n');
      assert.equal(JSON.parse(stdout).findings.length, 2);
      assert.match(stderr, /src\/a\.js: 1 fix left out, because another one changes the same text/);
      scan('--autofix', 'src');
      assert.equal(read('src/a.js'), 'bar(bar(1));\n');
    });

    it('shows severities by the words of the rules', () => {
      workspace.write('r.yaml', pathRules.replace('INFO', 'HIGH').replace('INFO', 'LOW'));
      workspace.write('src/a.js', 'foo(1);\n');
      const { results } = JSON.parse(scan('-f', 'semgrep-json', '.').stdout);
      const shown = results.map((result: { extra: { severity: string } }) => result.extra.severity);
      assert.deepEqual(shown.sort(), ['HIGH', 'LOW']);
    });

    it('takes away lines of which nothing is left, and keeps the quotes of a text', () => {
      workspace.write('r.yaml', moreFixes);
      workspace.write('src/a.js', `a();\n  gone();\nb(); gone();\nsay('a "b"');\nsay("it's");\n`);
      scan('--autofix', '-q', 'src');
      assert.equal(read('src/a.js'), `a();\nb(); \nsay(t('a "b"'));\nsay(t("it's"));\n`);
    });

    it('never writes through a link or outside of what is scanned', () => {
      workspace.write('outside/b.js', 'foo(1);\n');
      workspace.write('src/a.js', 'foo(1);\n');
      symlinkSync(path.join(workspace.root, 'outside/b.js'), path.join(workspace.root, 'src/link.js'));
      symlinkSync(path.join(workspace.root, 'outside'), path.join(workspace.root, 'src/folder'));
      scan('--autofix', 'src');
      assert.equal(read('src/a.js'), 'bar(1);\n');
      const named = scan('--autofix', 'src/link.js', 'src/folder/b.js');
      assert.match(named.stdout, /src\/link\.js is not fixed: it is a link/);
      assert.equal(read('outside/b.js'), 'foo(1);\n');
    });

    it('leaves files in other encodings alone', () => {
      const bytes = Buffer.from('// å\nfoo(1);\n', 'latin1');
      workspace.write('src/a.js', bytes);
      const { stdout } = scan('--autofix', 'src');
      assert.match(stdout, /src\/a\.js is not fixed: it is not in UTF-8/);
      assert.deepEqual(readFileSync(path.join(workspace.root, 'src/a.js')), bytes);
    });
  });

  it('nosemgrep and nosem suppress on their line and on the next, with ids or without', () => {
    workspace.write(
      'src/a.js',
      [
        'foo(1); // nosemgrep',
        'foo(2); // nosem: calls-foo',
        'foo(3); // nosemgrep: other',
        '// nosem',
        'foo(5);',
        '/* nosemgrep: other, calls-foo */',
        'foo(7);',
        'foo("nosemgrep");',
        'foo(9); // nosemantics',
        'x(); // nosemgrep',
        'foo(11);',
        'foo(12); // nosemgrep: rules.js.calls-foo',
        '',
      ].join('\n'),
    );
    assert.deepEqual(
      found('src'),
      [3, 8, 9, 11].map((line) => `src/a.js:${line} calls-foo`),
    );
  });

  it('--include and --exclude choose files by patterns; files that are named are scanned in any case', () => {
    for (const file of ['src/a.js', 'src/b.ts', 'src/gen/c.js', 'lib/d.js'])
      workspace.write(file, 'foo(1);\n');
    const files = (...args: readonly string[]) => found(...args).map((text) => text.split(':')[0]);
    assert.deepEqual(files('--include', '*.js', '.'), ['lib/d.js', 'src/a.js', 'src/gen/c.js']);
    assert.deepEqual(files('--exclude', 'gen', '--exclude', '/lib', '.'), ['src/a.js', 'src/b.ts']);
    assert.deepEqual(files('--include', 'src', '--exclude', '*.ts', '.'), ['src/a.js', 'src/gen/c.js']);
    assert.deepEqual(files('--exclude', '*.ts', 'src/b.ts'), ['src/b.ts']);
  });

  it('paths of rules and patterns of the command line begin at the root of the repository', () => {
    workspace.write('.git/HEAD', '');
    workspace.write('r.yaml', pathRules);
    for (const file of ['src/a.js', 'src/gen/c.js', 'src/src/d.js']) workspace.write(file, 'foo(1);\n');
    const expected = ['src/a.js:1 at-root', 'src/a.js:1 below', 'src/src/d.js:1 below'];
    assert.deepEqual([...found('src')].sort(), expected);
    assert.deepEqual([...found('--exclude', '/src/src', 'src')].sort(), expected.slice(0, 2));
    assert.deepEqual([...found('--include', 'src/src', 'src')], expected.slice(2));
  });

  it('.semgrepignore holds beside .gitignore, and takes in other files with :include', () => {
    for (const file of ['a.js', 'b.js', 'c.js', 'd.js', 'e.js']) workspace.write(`src/${file}`, 'foo(1);\n');
    workspace.write('.git/HEAD', '');
    workspace.write('.gitignore', 'a.js\n');
    workspace.write('more.txt', 'c.js\n');
    workspace.write('.semgrepignore', ':include more.txt\nb.js\n:include missing.txt\n');
    workspace.write('src/.sekretessignore', 'd.js\n');
    const { stderr } = scan('-q', '.');
    assert.deepEqual(found('.'), ['src/e.js:1 calls-foo']);
    assert.match(stderr, /warning: \.semgrepignore:3:1: /);
  });

  it('a folder of rules is read whole; ids that exist twice are an error with both places', () => {
    const one = (id: string): string =>
      `rules:\n  - id: ${id}\n    languages: [js]\n    severity: LOW\n    message: m\n    pattern: ${id.replace('-', '')}()\n`;
    for (let i = 0; i < 300; i++) workspace.write(`many/${i % 7}/rule-${i}.yaml`, one(`r-${i}`));
    workspace.write('many/twice.yaml', one('r-7'));
    workspace.write('src/a.js', 'r299();\nr7();\n');
    const { exitCode, stdout, stderr } = workspace.run('scan', '-c', 'many', '-f', 'semgrep-json', 'src');
    assert.deepEqual(
      JSON.parse(stdout).results.map((result: { check_id: string }) => result.check_id),
      ['r-299', 'r-7'],
    );
    assert.match(
      stderr,
      /error: many\/twice\.yaml:2:5: Rule "r-7" exists already \(many\/0\/rule-7\.yaml:2\)/,
    );
    assert.equal(exitCode, 2);
  });
});
