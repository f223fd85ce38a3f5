/** Security rules of Firebase: who a statement lets through, and input that is none or hostile. */
import assert from 'node:assert/strict';
import { audienceOf } from '../../server/src/analyzer/program/schemas/rule-conditions.ts';
import { readSecurityRules } from '../../server/src/analyzer/program/schemas/security-rules.ts';

const wrap = (inside: string) =>
  `service cloud.firestore { match /databases/{database}/documents { ${inside} } }`;

describe('security rules', () => {
  const audiences: readonly (readonly [string, string])[] = [
    ['true', 'anybody'],
    ['(true)', 'anybody'],
    ['false', 'nobody'],
    ['request.auth != null', 'signed-in'],
    ['request.auth.uid != null && request.auth.token.email_verified', 'signed-in'],
    ["request.auth.token.firebase.sign_in_provider != 'anonymous'", 'signed-in'],
    ['request.time < timestamp.date(2030, 1, 1)', 'anybody'],
    ['request.auth.uid == userId', 'caller'],
    ['request.auth.uid in resource.data.members', 'caller'],
    ["request.auth.token.role == 'doctor'", 'role'],
    ['request.auth.uid == userId || resource.data.isShared == true', 'unknown'],
    ['request.auth.uid == userId || request.auth != null', 'signed-in'],
    ["request.auth != null && (request.auth.token.role == 'a' || request.auth.uid == userId)", 'role'],
    ["resource.data.note == ' || true || '", 'unknown'],
    ['somebody(', 'unknown'],
    ['a) || (b', 'unknown'],
  ];
  for (const [condition, audience] of audiences)
    it(condition, () => assert.equal(audienceOf(condition, new Set(['userId']), new Map()), audience));

  it('reads paths, verbs and places', () => {
    const text = wrap('match /patients/{id} { match /notes/{note} { allow get, list: if true; } }');
    const [rule, ...more] = readSecurityRules('firestore.rules', text);
    assert.deepEqual(more, []);
    assert.deepEqual(rule?.path, ['patients', '{id}', 'notes', '{note}']);
    assert.deepEqual(rule?.verbs, ['get', 'list']);
    assert.equal(text.slice(rule?.start).startsWith('allow get'), true);
  });

  it('takes a function that is declared in two ways for none', () => {
    const rules = wrap(
      'match /a/{id} { function f() { return true; } } match /b/{id} { function f() { return request.auth.uid == id; } allow read: if f(); }',
    );
    assert.equal(readSecurityRules('firestore.rules', rules)[0]?.audience, 'unknown');
  });

  it('ends on functions that call themselves, and on what is cut off or nested without end', () => {
    const recursive = wrap('function f(x) { return f(x) || f(x); } match /a/{id} { allow read: if f(id); }');
    assert.equal(readSecurityRules('firestore.rules', recursive)[0]?.audience, 'unknown');
    const wide = wrap(
      `${Array.from({ length: 30 }, (_, k) => `function f${k}() { return f${k + 1}() || f${k + 1}(); }`).join(' ')} match /a/{id} { allow read: if f0(); }`,
    );
    assert.equal(readSecurityRules('firestore.rules', wide)[0]?.audience, 'unknown');
    for (const text of [
      'service cloud.firestore {'.repeat(5_000),
      wrap('match /a/{id} { '.repeat(5_000)),
      wrap('function f() { '.repeat(20_000)),
      wrap(`match /a/{id} { allow read: if ${'('.repeat(100_000)}true; }`),
      wrap(`match /a/{id} { allow read: if ${'a && ('.repeat(600)}true`),
      wrap('match /a/{id} { allow read: if'),
      wrap('/*'.repeat(50_000)),
      'service cloud.firestore',
      wrap(`function f() { return ${'f() || '.repeat(500)}f(); } match /a/{id} { allow read: if f(); }`),
    ]) {
      const begin = process.cpuUsage().user;
      readSecurityRules('firestore.rules', text);
      assert.ok(process.cpuUsage().user - begin < 2_000_000);
    }
  });

  it('is silent about files of other kinds and broken JSON', () => {
    for (const text of [
      '',
      'groups:\n  - name: alerts',
      '{',
      '[]',
      '{"rules": 3}',
      '{"rules": {".read": [1]}}',
    ])
      for (const path of ['alerts.rules', 'database.rules.json'])
        assert.deepEqual(
          readSecurityRules(path, text).filter(({ audience }) => audience === 'anybody'),
          [],
        );
    const deep = `{"rules": ${'{"a": '.repeat(3_000)}1${'}'.repeat(3_000)}}`;
    assert.deepEqual(readSecurityRules('database.rules.json', deep), []);
  });
});
