/** Rules about files that are no code: they are read when such a rule runs, and only then. */
import assert from 'node:assert/strict';
import { createBuiltWorkspace, isBuilt } from '../support/built-program.ts';

const rules = `rules:
  - id: privileged
    languages: [yaml]
    severity: WARNING
    message: m
    patterns:
      - pattern-inside: |
          - name: $C
            ...
      - pattern: "privileged: true"
  - id: key-in-text
    languages: [regex]
    severity: ERROR
    message: m
    pattern-regex: 'KEY-[0-9]{4}'
  - id: from-latest
    languages: [generic]
    severity: LOW
    message: m
    pattern: "FROM $IMAGE:latest"
  - id: key-in-python
    languages: [python]
    severity: LOW
    message: m
    pattern-regex: 'key = \\d+'
`;

const files = {
  'rules/rules.yaml': rules,
  'src/pod.yaml': 'containers:\n  - name: a\n    privileged: true\n  - name: b\n    privileged: false\n',
  'src/notes.txt': 'one\nKEY-1234\n',
  'src/Dockerfile': 'FROM node:latest\n',
  'src/a.ts': 'export const key = "KEY-5678";\n',
  'src/tool.py': 'key = 7\n',
  'src/tool.go': 'key = 7\n',
  'src/picture.png': 'KEY-9999',
};

describe('rules about texts and data', function () {
  this.timeout(60_000);
  before(function () {
    if (!isBuilt()) this.skip();
  });

  it('run on files that are no code', () => {
    const workspace = createBuiltWorkspace(files);
    try {
      const { exitCode, stdout } = workspace.run('scan', 'src', '--config', 'rules', '--format', 'json');
      const { findings } = JSON.parse(stdout) as {
        readonly findings: readonly {
          readonly ruleId: string;
          readonly location: { readonly path: string };
        }[];
      };
      assert.deepEqual(
        findings.map(({ ruleId, location }) => `${location.path} ${ruleId}`),
        [
          'Dockerfile from-latest',
          'a.ts key-in-text',
          'notes.txt key-in-text',
          'pod.yaml privileged',
          'tool.py key-in-python',
        ],
      );
      assert.equal(exitCode, 1);
    } finally {
      workspace.remove();
    }
  });

  it('are not missed in a folder without any code', () => {
    const { 'src/a.ts': _, ...texts } = files;
    const workspace = createBuiltWorkspace(texts);
    try {
      const { stdout } = workspace.run('scan', 'src', '--config', 'rules', '--format', 'json');
      assert.match(stdout, /"ruleId": "privileged"/);
    } finally {
      workspace.remove();
    }
  });
});
