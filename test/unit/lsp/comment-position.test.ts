/** Where a suppression comment can stand: in code, between elements, among attributes, in templates. */
import assert from 'node:assert/strict';
import { contextAt, placeComment } from '../../../server/src/lsp/comment-position.ts';

/** Inserts a comment for the finding at `«`, as a client would. */
function insert(marked: string, allowsJsx = true): string {
  const at = marked.indexOf('«');
  const text = marked.replace('«', '');
  const before = text.slice(0, at).split('\n');
  const { line, column, ...comment } = placeComment(
    text,
    before.length - 1,
    before.at(-1)?.length ?? 0,
    allowsJsx,
  );
  const lines = text.split('\n');
  const content = lines[line] ?? '';
  lines[line] = `${content.slice(0, column)}${comment.before}why${comment.after}${content.slice(column)}`;
  return lines.join('\n');
}

/** What the character behind `|` lies in. */
function context(marked: string, allowsJsx = true): string {
  return contextAt(marked.replace('|', ''), marked.indexOf('|'), allowsJsx);
}

describe('placeComment', () => {
  it('goes above a line of code, indented like it', () => {
    assert.equal(insert('if (a) {\n\tlog(«x);\n}'), 'if (a) {\n\t// why\n\tlog(x);\n}');
    assert.equal(insert('«log(x);'), '// why\nlog(x);');
    assert.equal(insert('a;\r\n  «b;\r\n'), 'a;\r\n  // why\r\n  b;\r\n');
  });

  it('takes the form that JSX has for it', () => {
    assert.equal(
      insert('const a = (\n  <p>\n    {«name}\n  </p>\n);'),
      'const a = (\n  <p>\n    {/* why */}\n    {name}\n  </p>\n);',
    );
    assert.equal(
      insert('const a = (\n  <input\n    value={«name}\n  />\n);'),
      'const a = (\n  <input\n    /* why */\n    value={name}\n  />\n);',
    );
    assert.equal(
      insert('const a = <p>{list.map((x) => {\n  «log(x);\n  return <b>{x}</b>;\n})}</p>;'),
      'const a = <p>{list.map((x) => {\n  // why\n  log(x);\n  return <b>{x}</b>;\n})}</p>;',
    );
  });

  it('stays on the line where a line of its own would change a text', () => {
    assert.equal(insert('f(`\n  $' + '{«x}\n`);'), 'f(`\n  $' + '{/* why */ x}\n`);');
  });
});

describe('contextAt', () => {
  it('tells elements from comparisons, type arguments and generic functions', () => {
    assert.equal(context('if (a < b) |c;'), 'code');
    assert.equal(context('f<string>(x); |c;'), 'code');
    assert.equal(context('const f = <T,>(x: T) => |x;'), 'code');
    assert.equal(context('const f = <T extends U>(x: T) => |x;'), 'code');
    assert.equal(context('const a = <T>x; |b', false), 'code');
    assert.equal(context('return <p>|text</p>;'), 'jsx-children');
    assert.equal(context('return <>|text</>;'), 'jsx-children');
    assert.equal(context('return <p><br /> |text</p>;'), 'jsx-children');
    assert.equal(context('return <p>text</p>; |a'), 'code');
    assert.equal(context('x = ok ? <a /> : |b'), 'code');
  });

  it('is not misled by quotes, comments and regular expressions', () => {
    assert.equal(context("const s = '`'; |a"), 'code');
    assert.equal(context('const s = /[`/]/; |a'), 'code');
    assert.equal(context('a / b; `x` |c'), 'code');
    assert.equal(context("// ` it's\n|a"), 'code');
    assert.equal(context('/* ` */ |a'), 'code');
    assert.equal(context('/* a\n|b */'), 'comment');
    assert.equal(context('`a $' + '{`b`} |c`'), 'template');
    assert.equal(context("return <p>it's |fine</p>;"), 'jsx-children');
    assert.equal(context('return <p title="a > b">|x</p>;'), 'jsx-children');
    assert.equal(context('return <p title={a > b ? "}" : {}}>|x</p>;'), 'jsx-children');
  });

  it('answers for any text, also a broken one', () => {
    for (const text of ['', '`', '${', '<', '</', '<a', '<a b={', "'", '/*', '/', '}}}', '<a></b></c>'])
      for (let offset = 0; offset <= text.length + 1; offset++) contextAt(text, offset, true);
  });
});
