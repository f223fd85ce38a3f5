import assert from 'node:assert/strict';
import { lower } from './lowered.ts';

/** The value of the parameter `t`, which all these tests store somewhere. */
function parameter(it: ReturnType<typeof lower>, functionName: string, name = 't'): number {
  const found = it.function(functionName).params.find((param) => param.name === name);
  assert.ok(found !== undefined);
  return found.value;
}

describe('versions of objects', () => {
  it('shows a store through an alias', () => {
    const it = lower('function f(t) { const a = {}; const o = a; a.x = t; use(o); }');
    assert.deepEqual(it.fieldOf(it.argument('use(o)', 0), 'x'), [parameter(it, 'f')]);
  });

  it('shows a store through the alias to the original', () => {
    const it = lower('function f(t) { const a = {}; const o = a; o.x = t; use(a); }');
    assert.deepEqual(it.fieldOf(it.argument('use(a)', 0), 'x'), [parameter(it, 'f')]);
  });

  it('does not show a store that comes later', () => {
    const it = lower('function f(t) { const a = {}; use(a); a.x = t; }');
    assert.deepEqual(it.fieldOf(it.argument('use(a)', 0), 'x'), []);
  });

  it('replaces the field, also through a direct chain', () => {
    const it = lower('function f(t, a) { a.b.c = 1; a.b.c = t; use(a); }');
    const [inner = -1] = it.fieldOf(it.argument('use(a)', 0), 'b');
    assert.deepEqual(it.fieldOf(inner, 'c'), [parameter(it, 'f')]);
  });

  it('is weak where a chain begins with something read earlier', () => {
    const it = lower('function f(t, a) { const b = a.b; b.c.d = t; }');
    assert.match(it.body('f'), /store %\d+ \.c = %\d+ {2};.*store %\d+ \.b = %\d+ \[weak\]/s);
  });

  it('writes back weakly through a variable', () => {
    const it = lower('function f(t, a) { const b = a.b; b.c = t; use(a); }');
    assert.match(it.body('f'), /store %1 \.b = %\d+ \[weak\]/);
    const [inner = -1] = it.fieldOf(it.argument('use(a)', 0), 'b');
    assert.deepEqual(it.fieldOf(inner, 'c'), [parameter(it, 'f')]);
  });

  it('joins versions where control flow joins', () => {
    const it = lower('function f(t, c) { const a = {}; if (c) a.x = t; use(a); }');
    assert.deepEqual(it.fieldOf(it.argument('use(a)', 0), 'x'), [parameter(it, 'f')]);
  });

  it('carries versions around loops', () => {
    const it = lower('function f(t, xs) { const a = {}; for (const x of xs) { use(a); a.x = t; } }');
    assert.deepEqual(it.fieldOf(it.argument('use(a)', 0), 'x'), [parameter(it, 'f')]);
  });

  it('carries versions around loops through an alias made before', () => {
    const it = lower('function f(t, n) { const a = {}; const o = a; while (n--) { use(o); a.x = t; } }');
    assert.deepEqual(it.fieldOf(it.argument('use(o)', 0), 'x'), [parameter(it, 'f')]);
  });

  it('changes every object that a merged value may be', () => {
    const it = lower('function f(t, p, q, c) { const x = c ? p : q; x.f = t; use(p); use(q); }');
    assert.deepEqual(it.fieldOf(it.argument('use(p)', 0), 'f'), [parameter(it, 'f')]);
    assert.deepEqual(it.fieldOf(it.argument('use(q)', 0), 'f'), [parameter(it, 'f')]);
  });

  it('changes an optional parameter behind its default', () => {
    const it = lower('function f(t, options) { options = options || {}; options.a = t; }');
    assert.match(it.body('f'), /parampost 1/);
  });

  it('changes elements of what is iterated', () => {
    const it = lower('function f(t, rows) { for (const row of rows) { row.x = t; } use(rows); }');
    assert.match(it.body('f'), /storex %\d+ \[%\d+\] = %\d+ \[weak\]/);
  });

  it('changes containers that hold the object', () => {
    const it = lower(
      'function f(t) { const a = {}; const b = { inner: a }; const c = [a]; a.x = t; use(b, c); }',
    );
    const b = it.argument('use(b, c)', 0);
    const [inner = -1] = it.fieldOf(b, 'inner');
    assert.deepEqual(it.fieldOf(inner, 'x'), [parameter(it, 'f')]);
    const [element = -1] = it.fieldOf(it.argument('use(b, c)', 1), '0');
    assert.deepEqual(it.fieldOf(element, 'x'), [parameter(it, 'f')]);
  });

  it('changes containers nested in literals', () => {
    const it = lower('function f(t) { const a = {}; const b = { list: [a] }; a.x = t; use(b); }');
    const [list = -1] = it.fieldOf(it.argument('use(b)', 0), 'list');
    const [element = -1] = it.fieldOf(list, '0');
    assert.deepEqual(it.fieldOf(element, 'x'), [parameter(it, 'f')]);
  });

  it('gives arguments and receivers a version behind a call', () => {
    const it = lower('function f(a, b) { b.run(a); use(a, b); }');
    assert.match(it.body('f'), /post %1 after %\d+ receiver/);
    assert.match(it.body('f'), /post %0 after %\d+ argument 0/);
  });

  it('gives no version to primitives, fresh objects, imports and globals', () => {
    const it = lower(
      `import x from 'x'; function f(s: string, n) { g(s, 'a', n + 1, {}, [], x, console, n.length); console.log(1); x.y(); Math.max(1); s.trim(); }`,
    );
    assert.doesNotMatch(it.body('f'), /post %/);
  });

  it('tells the caller what became of parameters and this', () => {
    const it = lower('function f(a, t) { if (t) { a.x = t; return 1; } return this.g(); }');
    assert.equal((it.body('f').match(/parampost/g) ?? []).length, 2);
    const field = lower('class C { set(t) { this.x = t; } }');
    assert.match(field.body('C.set'), /parampost receiver = %2/);
  });

  it('keeps a version that is made in a try visible in the handler', () => {
    const it = lower('function f(t) { const a = {}; try { g(); a.x = t; h(); } catch { use(a); } }');
    assert.deepEqual(it.fieldOf(it.argument('use(a)', 0), 'x'), [parameter(it, 'f')]);
  });
});
