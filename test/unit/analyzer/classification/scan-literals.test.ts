/** Identifiers in texts: which are reported, at which confidence, and that hostile texts cost little. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { scanIdentifierLiterals } from '../../../../server/src/analyzer/classification/scan-literals.ts';
import { shippedDataTypes } from './catalog.ts';

const { catalog } = shippedDataTypes;

/** Luhn over the ten digits: made here, so that no number that could be a person's is written down. */
function completeSwedish(nine: string): string {
  let sum = 0;
  for (const [i, digit] of [...nine].entries()) {
    const value = Number(digit) * (i % 2 === 0 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return nine + String((10 - (sum % 10)) % 10);
}

const ten = completeSwedish('850709555');
const dashed = `${ten.slice(0, 6)}-${ten.slice(6)}`;
const twelve = `19${ten}`;

const scan = (text: string, numbers: readonly string[] = [], isCode = true) =>
  scanIdentifierLiterals(text, catalog, { isCode, testIdentityNumbers: new Set(numbers) });
const shown = (text: string, numbers: readonly string[] = []) =>
  scan(text, numbers).map(({ type, confidence, place }) => `${type} ${confidence} ${place}`);

describe('scanIdentifierLiterals', () => {
  it('finds a personnummer in strings, numbers, comments and text', () => {
    assert.deepEqual(shown(`const a = '${dashed}';`), ['nid.se.personnummer 0.85 string']);
    assert.deepEqual(shown(`const pnr = ${twelve};`), ['nid.se.personnummer 0.95 number']);
    assert.deepEqual(shown(`// see ${dashed}`), ['nid.se.personnummer 0.85 comment']);
    assert.deepEqual(shown(`<td>${dashed}</td>`), ['nid.se.personnummer 0.85 text']);
    assert.equal(scan(`id;${dashed}`, [], false)[0]?.place, 'text');
  });

  it('says where, and never which', () => {
    const [literal] = scan(`let x = "${twelve}";`);
    assert.equal(literal?.start, 9);
    assert.equal(literal?.length, 12);
    assert.doesNotMatch(JSON.stringify(literal), new RegExp(ten));
  });

  it('trusts ten digits only beside a word that names them', () => {
    assert.deepEqual(shown(`const a = '${ten}';`), []);
    assert.deepEqual(shown(`const personnummer = '${ten}';`), ['nid.se.personnummer 0.8 string']);
    assert.deepEqual(shown(`const x = '4012345672';`), []);
    assert.deepEqual(shown(`const nhsNumber = '4012345672';`), ['nid.uk.nhs 0.8 string']);
    assert.deepEqual(shown(`const nhsNumber = '9434765919';`), ['nid.uk.nhs 0.4 string']);
    assert.deepEqual(shown(`const bsn = '111222333';`), ['nid.nl.bsn 0.8 string']);
    assert.deepEqual(shown(`const total = '111222333';`), []);
  });

  it('does not look for the word on another line', () => {
    assert.deepEqual(shown(`// nhsNumber\nconst x = '9434765919';`), []);
  });

  it('leaves out dummies, synthetic ranges and numbers never issued', () => {
    for (const text of [
      '191212121212',
      '121212-1212',
      '078-05-1120',
      '987-65-4321',
      '10915596784',
      '010594Y9032',
    ])
      assert.deepEqual(shown(`const pnr = ssn = fnr = hetu = '${text}';`), [], text);
  });

  it('lowers serials of test numbers below the default, and lets a list decide instead', () => {
    assert.deepEqual(shown(`p = '199001012385'`), ['nid.se.personnummer 0.4 string']);
    assert.deepEqual(shown(`p = '199001012385'`, ['199001012385']), []);
    assert.deepEqual(shown(`p = '900101-2385'`, ['199001012385']), []);
    assert.deepEqual(shown(`p = '199001012385'`, ['200002292399']), ['nid.se.personnummer 0.7 string']);
  });

  it('does not take times, fractions, phone numbers and parts of other things', () => {
    for (const text of [
      '+468507095555',
      `0.${twelve}`,
      `${twelve}0`,
      `a${twelve}`,
      `x_${twelve}`,
      `1${dashed}`,
      `123e4567-${dashed}`,
      `${dashed}-77`,
      '2024-01-31T10:00:00',
    ])
      assert.deepEqual(shown(`const pnr = '${text}'`), [], text);
  });

  it('finds the other countries', () => {
    assert.deepEqual(shown(`h = '131052-308T'`), ['nid.fi.hetu 0.85 string']);
    assert.deepEqual(shown(`f = '31129956715'`), ['nid.no.fnr 0.85 string']);
    assert.deepEqual(shown(`cpr = '070761-4285'`), ['nid.dk.cpr 0.95 string']);
    assert.deepEqual(shown(`kvnr: 'A123456780'`), ['nid.de.kvnr 0.8 string']);
    assert.deepEqual(shown(`n = '1 80 12 75 123 456 42'`), ['nid.fr.nir 0.85 string']);
  });

  it('stays linear on hostile texts', () => {
    const texts = [
      '1'.repeat(2_000_000),
      '12 '.repeat(500_000),
      '1234567890 '.repeat(150_000),
      `${'a'.repeat(15)}12`.repeat(100_000),
      `'${'9434765919,'.repeat(150_000)}'`,
      '12-12-'.repeat(300_000),
    ];
    // Nothing is timed: a scan that is not linear does not come back within the limit of the test.
    for (const text of texts) scan(text);
  }).timeout(60_000);
});
