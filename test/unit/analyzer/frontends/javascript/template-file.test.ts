import assert from 'node:assert/strict';
import { codeOfTemplate } from '../../../../../server/src/analyzer/frontends/javascript/template-file.ts';

/** The code without the blanks. */
function tight(text: string): string {
  const code = codeOfTemplate(text);
  assert.equal(code.length, text.length);
  assert.deepEqual(
    [...code.matchAll(/\n/g)].map(({ index }) => index),
    [...text.matchAll(/\n/g)].map(({ index }) => index),
  );
  return code.replace(/\s+/g, ' ').trim();
}

describe('code of a template', () => {
  it('is what stands in tags, in its place', () => {
    assert.equal(codeOfTemplate('<p><%- note %></p>'), '   _e( note );    ');
    assert.equal(tight('<% if (a) { %>x<% } else { %>y<% } %>'), 'if (a) { } else { }');
    assert.equal(tight('<%= a %><%-b-%><%_ c() _%>'), '( a );_e(b); c() ;');
  });

  it('leaves out comments, literal tags and inclusions without brackets', () => {
    assert.equal(tight('<%# note %><%% note %><% include head %>'), '');
    assert.equal(tight('<% // note %><%= a %>'), '( a );');
    assert.equal(tight("<% const at = 'https://a'; %>"), "const at = 'https://a';");
  });

  it('keeps what is not closed out of the code', () => {
    assert.equal(tight('<p><%- note </p>'), '');
    assert.equal(tight(''), '');
  });
});
