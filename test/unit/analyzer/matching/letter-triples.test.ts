/**
 * The quick "no" to words that a file does not have.
 */
import assert from 'node:assert/strict';
import { LetterTriples } from '../../../../server/src/analyzer/matching/letter-triples.ts';

function of(...texts: readonly string[]): LetterTriples {
  const triples = new LetterTriples();
  for (const text of texts) triples.add(text);
  return triples;
}

describe('letter triples', () => {
  it('say no to words that are not there', () => {
    const triples = of('const patient = await findPatient(id);');
    assert.equal(triples.mayContain('createHash'), false);
    assert.equal(triples.mayContain('eval('), false);
  });

  it('never say no to a word that is there, however it is written', () => {
    const text = 'const Patient = await findPatient(request.ID); // über';
    const triples = of(text);
    for (let start = 0; start < text.length; start++)
      for (let end = start + 1; end <= text.length; end++) {
        assert.equal(triples.mayContain(text.slice(start, end)), true);
        assert.equal(triples.mayContain(text.slice(start, end).toLowerCase()), true);
      }
  });

  it('know the words of every text that was added', () => {
    const triples = of('first', 'second');
    assert.equal(triples.mayContain('second'), true);
  });

  it('say nothing about letters that become others in lower case', () => {
    const sign = String.fromCharCode(0x212a);
    assert.equal(`to${sign}en`.toLowerCase(), 'token');
    assert.equal(of(`to${sign}en`).mayContain('token'), true);
    const dotted = `${String.fromCharCode(0x130)}nsert`;
    assert.equal(of(dotted).mayContain(dotted.toLowerCase()), true);
  });

  it('cannot say no to less than three characters', () => {
    assert.equal(of('abc').mayContain('xy'), true);
  });
});
