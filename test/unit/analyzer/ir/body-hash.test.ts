// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the samples are code.
import assert from 'node:assert/strict';
import { bodyHash } from '../../../../server/src/analyzer/ir/body-hash.ts';
import { lower } from '../frontends/javascript/lowered.ts';

describe('body hashes', () => {
  const hash = (text: string): string => {
    const { ir } = lower(text);
    return bodyHash(
      ir,
      ir.functions.findIndex((it) => it.name === 'f'),
    );
  };
  const original = hash('const k = g(); function f(a, b) { if (a) return `x${b.c}`; return k(b, 1); }');

  it('do not depend on layout, comments and code around', () => {
    assert.equal(
      hash(
        'const k = g();\n\nfunction f(a, b) {\n  // why\n  if (a) return `x${b.c}`;\n\n  return k(b, 1);\n}',
      ),
      original,
    );
    assert.equal(
      hash(
        'const other = [1, "new"]; function before() { return () => other; } const k = g(); function f(a, b) { if (a) return `x${b.c}`; return k(b, 1); }',
      ),
      original,
    );
  });

  it('depend on everything that runs', () => {
    const changed = [
      'const k = g(); function f(a, b) { if (a) return `y${b.c}`; return k(b, 1); }',
      'const k = g(); function f(a, b) { if (a) return `x${b.d}`; return k(b, 1); }',
      'const k = g(); function f(a, b) { if (b) return `x${b.c}`; return k(b, 1); }',
      'const k = g(); function f(a, b) { if (a) return `x${b.c}`; return k(b, 2); }',
      'const k = g(); function f(a, b) { if (a) return `x${b.c}`; return k(1, b); }',
      'const k = g(); function f(a, b) { if (!a) return `x${b.c}`; return k(b, 1); }',
      'const k = g(); function f(a, b) { if (a) return `x${b?.c}`; return k(b, 1); }',
      'const l = g(); function f(a, b) { if (a) return `x${b.c}`; return l(b, 1); }',
    ];
    const hashes = changed.map(hash);
    assert.equal(new Set([original, ...hashes]).size, changed.length + 1);
  });
});
