/** Adding one suppression to a configuration file without touching the rest of it. */
import assert from 'node:assert/strict';
import { addSuppression } from '../../../server/src/scan/add-suppression.ts';
import { parseConfiguration } from '../../../server/src/scan/configuration.ts';

const entry = { rule: 'phi-to-log', path: 'src/a.ts', reason: 'say why' };

/** The text after the insertion; undefined when none is offered. */
function add(text: string, added = entry): string | undefined {
  const insertion = addSuppression(text, added);
  if (insertion === undefined) return undefined;
  const lines = text.split('\n');
  const line = lines[insertion.line] ?? '';
  lines[insertion.line] = line.slice(0, insertion.column) + insertion.text + line.slice(insertion.column);
  return lines.join('\n');
}

function suppressionsOf(text: string | undefined): readonly (readonly [string, string])[] {
  const { settings, problems } = parseConfiguration('sekretess.yml', text ?? '');
  assert.deepEqual(problems, []);
  return settings.suppressions.map(({ rule, path }) => [rule, path]);
}

describe('addSuppression', () => {
  it('begins a file, or a list at the end of one', () => {
    const fresh = 'suppressions:\n  - rule: phi-to-log\n    path: /src/a.ts\n    reason: say why\n';
    assert.equal(add(''), fresh);
    assert.equal(add('rules: {x: off}\n'), `rules: {x: off}\n${fresh}`);
    assert.equal(add('rules: {x: off}'), `rules: {x: off}\n${fresh}`);
    assert.deepEqual(suppressionsOf(add('# only a comment\n')), [['phi-to-log', '/src/a.ts']]);
  });

  it('appends to a list in its own indentation, and keeps comments where they are', () => {
    for (const indentation of ['', '  ', '    ']) {
      const before = `suppressions:\n${indentation}- rule: other\n${indentation}  path: b.ts\n${indentation}  reason: because # a note\n# the end\nrules:\n  x: off\n`;
      const after = add(before);
      assert.deepEqual(suppressionsOf(after), [
        ['other', 'b.ts'],
        ['phi-to-log', '/src/a.ts'],
      ]);
      assert.ok(after?.includes('because # a note\n'));
      assert.ok(after?.endsWith('# the end\nrules:\n  x: off\n'));
    }
    const open = 'suppressions:\n  - rule: other\n    path: b.ts\n    reason: because';
    assert.equal(suppressionsOf(add(open)).length, 2);
  });

  it('names one file, whatever it is called', () => {
    const text = add('', { ...entry, path: 'pages/[id]/#a: *.tsx', reason: 'say: "why"' });
    const { settings } = parseConfiguration('sekretess.yml', text ?? '');
    assert.equal(settings.suppressions[0]?.path, '/pages/\\[id\\]/#a: \\*.tsx');
    assert.equal(settings.suppressions[0]?.reason, 'say: "why"');
  });

  it('offers nothing where an insertion does not fit', () => {
    for (const text of [
      'rules: [',
      '- a\n',
      '{rules: {}}',
      'suppressions: []\n',
      'suppressions:\n',
      'suppressions: x\n',
    ])
      assert.equal(add(text), undefined, text);
  });
});
