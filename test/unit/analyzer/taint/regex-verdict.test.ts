import assert from 'node:assert/strict';
import { Harmless } from '../../../../server/src/analyzer/taint/harmless.ts';
import { regexVerdict, removalVerdict } from '../../../../server/src/analyzer/taint/regex-verdict.ts';

const { All, Host, Path, Other } = Harmless;

describe('regexVerdict', () => {
  it('trusts an expression that says how the whole text must look', () => {
    for (const source of ['^\\w+$', '^[a-z0-9-]{3,20}$', '^(?:name|size)$', '^\\d+$'])
      assert.deepEqual(regexVerdict(source), { whenMatched: All, whenNot: 0 }, source);
  });

  it('trusts it only as far as the characters that it allows', () => {
    assert.equal(regexVerdict('^[\\w./-]+$').whenMatched & Path, 0);
    assert.equal(regexVerdict('^[\\w.-]+$').whenMatched & Host, 0);
    assert.equal(regexVerdict('^[\\w.-]+$').whenMatched & Path, Path);
    assert.equal(regexVerdict("^[\\w']+$").whenMatched & Other, 0);
    assert.equal(regexVerdict('^[^/]+$').whenMatched, Path);
  });

  it('trusts nothing that lets through anything', () => {
    for (const source of ['^.*$', '^\\S+$', '\\w+', '^https:', '^a$|b', '^a|b$', '^[^<]*$'])
      assert.deepEqual(regexVerdict(source), { whenMatched: 0, whenNot: 0 }, source);
  });

  it('knows what an expression would have found', () => {
    assert.equal(regexVerdict('[^a-z0-9]').whenNot, All);
    assert.equal(regexVerdict('\\.\\.').whenNot, Path);
    assert.equal(regexVerdict('[^a-z./]').whenNot & Path, 0);
    assert.equal(regexVerdict('<').whenNot, 0);
  });

  it('knows a host that is closed', () => {
    assert.equal(regexVerdict('^https:\\/\\/care\\.example\\.com\\/').whenMatched, Host);
    assert.equal(regexVerdict('^https:\\/\\/care\\.example\\.com').whenMatched, 0);
    assert.equal(regexVerdict('^\\/(?!\\/)').whenMatched, Host);
  });
});

describe('removalVerdict', () => {
  it('counts only where everything is removed', () => {
    assert.equal(removalVerdict('[^a-z]', 'gi'), All);
    assert.equal(removalVerdict('[^a-z]', 'i'), 0);
    assert.equal(removalVerdict('<script>', 'g'), 0);
  });
});
