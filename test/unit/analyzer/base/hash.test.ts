import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { contentDigest, hashText } from '../../../../server/src/analyzer/base/hash.ts';

function flippedBits(a: string, b: string): number {
  let bits = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  let count = 0;
  for (; bits !== 0n; bits &= bits - 1n) count++;
  return count;
}

describe('hashText', () => {
  it('is 16 hex digits and never changes', () => {
    assert.match(hashText(''), /^[0-9a-f]{16}$/);
    // Pinned: workers of one version compare these hashes.
    const pinned = ['fb3f2af82e3539e3', '7bef00a907838f34', '74ed39c74e463ad3'];
    assert.deepEqual([hashText(''), hashText('a'), hashText('patient')], pinned);
  });

  it('tells similar texts apart', () => {
    const seen = new Set<string>();
    const texts: string[] = ['', '\0', '\0\0', '\0\0\0', 'a', 'a\0', 'ab', 'ba'];
    for (let i = 0; i < 200_000; i++) texts.push(`const v${i} = ${i % 7};`);
    for (const text of texts) seen.add(hashText(text));
    assert.equal(seen.size, texts.length);
  });

  it('spreads a one-bit change over all bits, in both halves', () => {
    const base = 'export const handler = async (request) => lookup(request.params.id);';
    const original = hashText(base);
    let total = 0;
    let least = 64;
    let samples = 0;
    for (let i = 0; i < base.length; i++) {
      for (let bit = 0; bit < 16; bit++) {
        const changed =
          base.slice(0, i) + String.fromCharCode(base.charCodeAt(i) ^ (1 << bit)) + base.slice(i + 1);
        const hash = hashText(changed);
        const count = flippedBits(original, hash);
        assert.notEqual(hash.slice(0, 8), original.slice(0, 8));
        assert.notEqual(hash.slice(8), original.slice(8));
        total += count;
        least = Math.min(least, count);
        samples++;
      }
    }
    assert.ok(Math.abs(total / samples - 32) < 1, `mean ${total / samples}`);
    assert.ok(least >= 12, `least ${least}`);
  });

  it('fills its halves like chance on dense input', () => {
    for (const half of [0, 8]) {
      const seen = new Set<string>();
      const count = 100_000;
      for (let i = 0; i < count; i++) seen.add(hashText(String(i)).slice(half, half + 8));
      // Expected number of collisions among 10^5 values of 32 bits is 1.2.
      assert.ok(count - seen.size < 12, `half ${half}: ${count - seen.size} collisions`);
    }
  });
});

describe('contentDigest', () => {
  it('is SHA-256 of the UTF-8 bytes', () => {
    for (const text of ['', 'journal', 'åäö 😀']) {
      assert.equal(contentDigest(text), createHash('sha256').update(text, 'utf8').digest('hex'));
    }
  });
});
