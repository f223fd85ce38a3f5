/** `sekretess model`, and models that a project names in sekretess.yml. As built. */
import assert from 'node:assert/strict';
import { type BuiltWorkspace, createBuiltWorkspace, isBuilt } from '../support/built-program.ts';

const code = `import { createClient, ping } from '@example/events';
import { track } from '@example/events/browser';
const client = createClient({ key: 'k' });
export function f(personnummer: string) {
  client.send(personnummer, () => {});
  client.send('x', () => {});
  track(personnummer);
  ping();
}
`;

const model = `schema: 1
package: "@example/events"
sinks:
  - ["@example/events", "Member[createClient].ReturnValue.Member[send].Argument[0].AnyDepth", analytics]
inert:
  - ["@example/events", "Member[ping]"]
examples:
  - name: What is sent.
    code: |
      import { createClient } from '@example/events';
      export const f = (text: string) => createClient().send(text);
    expect: ["sink analytics @2", "no sink log @2"]
`;

describe('sekretess model', function () {
  this.timeout(60_000);
  before(function () {
    if (!isBuilt()) this.skip();
  });
  let workspace: BuiltWorkspace;
  beforeEach(() => {
    workspace = createBuiltWorkspace({ 'package.json': '{}', 'src/a.ts': code });
  });
  afterEach(() => workspace.remove());

  it('init lists the members that are called, with counts and places, as rows to decide on', () => {
    const { exitCode, stdout } = workspace.run('model', 'init', '@example/events', 'src');
    assert.equal(exitCode, 0);
    for (const line of [
      'package: "@example/events"',
      '#   - ["@example/events", "Member[createClient].ReturnValue.Member[send].Argument[0].AnyDepth", log]',
      '#   - {at: "@example/events", path: "Member[createClient].ReturnValue.Member[send].Argument[1]", flows: []}',
      '#       2 x Member[createClient].ReturnValue.Member[send], at most 2 arguments: a.ts:5, a.ts:6',
      '#       1 x Member[ping], at most 0 arguments: a.ts:8',
      '#       1 x Member[track], at most 1 argument: a.ts:7',
    ])
      assert.ok(stdout.split('\n').includes(line), `${line}\n${stdout}`);
  });

  it('init writes a file that can be loaded, and overwrites none', () => {
    assert.equal(workspace.run('model', 'init', '@example/events', '-o', 'events.yaml').exitCode, 0);
    workspace.write('sekretess.yml', 'models: [events.yaml]\n');
    const { stderr } = workspace.run('scan', '-q', '.');
    assert.deepEqual(
      stderr.split('\n').filter((line) => line.startsWith('error')),
      [],
    );
    const again = workspace.run('model', 'init', '@example/events', '-o', 'events.yaml');
    assert.match(again.stderr, /cannot be written to "events\.yaml": it exists already/);
    assert.equal(again.exitCode, 2);
    const unknown = workspace.run('model', 'init', '@example/none');
    assert.match(unknown.stderr, /Nothing of the package "@example\/none" is called/);
    assert.equal(unknown.exitCode, 2);
  });

  it('test runs the examples', () => {
    workspace.write('events.yaml', model);
    const right = workspace.run('model', 'test', 'events.yaml');
    assert.deepEqual(
      [right.exitCode, right.stdout, right.stderr],
      [0, 'passed  events.yaml:8 What is sent.\n1 example: 1 passed, 0 failed.\n', ''],
    );
    workspace.write('events.yaml', model.replace('sink analytics @2', 'sink log @2'));
    const wrong = workspace.run('model', 'test', 'events.yaml');
    assert.equal(
      wrong.stdout,
      'FAILED  events.yaml:8 What is sent.\n  does not hold: sink log @2\n  does not hold: no sink log @2\n1 example: 0 passed, 1 failed.\n'.replace(
        '  does not hold: no sink log @2\n',
        '',
      ),
    );
    assert.equal(wrong.exitCode, 1);
  });

  it('test names mistakes with their place, and a file without an example', () => {
    workspace.write('bad.yaml', model.replace('analytics]', 'analyticz]'));
    const bad = workspace.run('model', 'test', 'bad.yaml');
    assert.match(bad.stderr, /^error: bad\.yaml:4:\d+: .*analyticz/);
    assert.equal(bad.exitCode, 2);
    workspace.write('silent.yaml', 'schema: 1\npackage: "@example/events"\n');
    const silent = workspace.run('model', 'test', 'silent.yaml');
    assert.match(silent.stderr, /silent\.yaml:1:1: This model file has no example/);
    assert.equal(silent.exitCode, 2);
    for (const args of [['frob'], ['test'], ['test', 'none.yaml'], ['init']])
      assert.equal(workspace.run('model', ...args).exitCode, 2, args.join(' '));
  });

  it('a scan uses the models that sekretess.yml names, and says what is wrong with them', () => {
    const findings = (): readonly string[] =>
      JSON.parse(workspace.run('scan', '-f', 'json', '-q', '.').stdout).findings.map(
        (finding: { ruleId: string; location: { line: number } }) =>
          `${finding.ruleId}:${finding.location.line}`,
      );
    assert.deepEqual(findings(), []);
    workspace.write('models/events.yaml', model);
    workspace.write('sekretess.yml', 'models: [models/events.yaml]\n');
    assert.deepEqual(findings(), ['phi-to-analytics:5']);
    workspace.write('models/events.yaml', model.replace('analytics]', 'analyticz]'));
    workspace.write('sekretess.yml', 'models: [models/events.yaml, none.yaml, ../up.yaml]\n');
    const { stderr, exitCode } = workspace.run('scan', '-q', '.');
    assert.match(stderr, /error: models\/events\.yaml:4:\d+: .*analyticz/);
    assert.match(stderr, /error: sekretess\.yml:1:30: The model file "none\.yaml" cannot be read/);
    assert.match(stderr, /error: sekretess\.yml:1:41: "\.\.\/up\.yaml" cannot be a model file/);
    assert.equal(exitCode, 2);
  });
});
