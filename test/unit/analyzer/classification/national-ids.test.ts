/** Check digits, dates and ranges of national identifiers, on published test and example numbers. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { checkIdentifier } from '../../../../server/src/analyzer/classification/national-ids.ts';

const standingOf = (check: string, text: string): string =>
  checkIdentifier(check, text)?.standing ?? 'invalid';
const variantOf = (check: string, text: string): string => checkIdentifier(check, text)?.variant ?? 'invalid';

describe('checkIdentifier', () => {
  for (const number of ['189001019802', '190001019801', '199001012385', '200002292399', '202402292383'])
    it(`knows the official test personnummer ${number} as such`, () => {
      assert.equal(variantOf('se_pnr', number), 'personnummer');
      assert.equal(standingOf('se_pnr', number), 'maybe-test');
    });

  for (const number of ['202601612381', '202201612393', '191401682396'])
    it(`knows the coordination number ${number}`, () => {
      assert.deepEqual(checkIdentifier('se_pnr', number)?.type, 'nid.se.samordningsnummer');
    });

  for (const number of ['189001019800', '199013012385', '199002302385', '196408833224'])
    it(`refuses the Swedish number ${number}`, () => {
      assert.equal(standingOf('se_pnr', number), 'invalid');
    });

  it('reads Swedish numbers of ten digits and with separators', () => {
    assert.equal(variantOf('se_pnr', '900101-2385'), 'personnummer');
    assert.equal(variantOf('se_pnr', '900101+9802'), 'personnummer');
    assert.equal(variantOf('se_pnr', '19900101-2385'), 'personnummer');
    assert.equal(checkIdentifier('se_pnr', '9001012385')?.isWeak, true);
    assert.equal(checkIdentifier('se_pnr', '900101-2385')?.isWeak, false);
  });

  it('takes a leap day only in leap years', () => {
    assert.equal(variantOf('se_pnr', '200002292399'), 'personnummer');
    assert.equal(standingOf('se_pnr', '190002292399'), 'invalid');
  });

  it('knows reserve numbers', () => {
    assert.equal(variantOf('se_reserve', '25900101AB1C'), 'national reserve number');
    assert.equal(variantOf('se_reserve', '19900101K123'), 'reserve number of Västra Götaland');
    assert.equal(standingOf('se_reserve', '19900101SF11'), 'test');
    assert.equal(standingOf('se_reserve', '19901301K123'), 'invalid');
    assert.equal(variantOf('se_reserve', '991990000019'), 'reserve number of Region Stockholm');
    assert.equal(standingOf('se_reserve', '991990000018'), 'invalid');
  });

  it('knows CPR numbers with and without modulo 11', () => {
    assert.equal(variantOf('dk_cpr', '070761-4285'), 'CPR number');
    assert.equal(checkIdentifier('dk_cpr', '070761-4285')?.isWeak, false);
    assert.equal(variantOf('dk_cpr', '010165-1234'), 'CPR number without control digit');
    assert.equal(checkIdentifier('dk_cpr', '010165-1234')?.isWeak, true);
    assert.equal(variantOf('dk_cpr', '670761-4285'), 'replacement CPR number');
    assert.equal(standingOf('dk_cpr', '311361-4285'), 'invalid');
  });

  it('knows henkilötunnus and its artificial range', () => {
    assert.equal(standingOf('fi_hetu', '131052-308T'), 'plausible');
    assert.equal(standingOf('fi_hetu', '010594Y9032'), 'test');
    assert.equal(standingOf('fi_hetu', '020516C903K'), 'test');
    assert.equal(standingOf('fi_hetu', '131052-308U'), 'invalid');
  });

  it('knows fødselsnummer, D-numbers, help numbers and synthetic ones', () => {
    assert.equal(standingOf('no_fnr', '31129956715'), 'plausible');
    assert.equal(standingOf('no_fnr', '10915596784'), 'test');
    assert.equal(variantOf('no_fnr', '13527248013'), 'H-number');
    assert.equal(standingOf('no_fnr', '13527248013'), 'maybe-test');
    assert.equal(standingOf('no_fnr', '31129956716'), 'invalid');
  });

  it('knows NHS numbers and the range never issued', () => {
    assert.equal(standingOf('uk_nhs', '4012345672'), 'plausible');
    assert.equal(standingOf('uk_nhs', '612 345 6784'), 'plausible');
    assert.equal(standingOf('uk_nhs', '0101601239'), 'plausible', 'a CHI number');
    assert.equal(standingOf('uk_nhs', '9434765919'), 'maybe-test', 'outside of what was given out');
    assert.equal(standingOf('uk_nhs', '9434765918'), 'invalid');
    assert.equal(standingOf('uk_nhs', '9990000018'), 'never-issued');
  });

  it('knows ranges of social security numbers never issued', () => {
    assert.equal(standingOf('us_ssn', '987-65-4321'), 'never-issued');
    assert.equal(standingOf('us_ssn', '000-12-3456'), 'never-issued');
    assert.equal(standingOf('us_ssn', '078-05-1120'), 'plausible');
    assert.equal(standingOf('us_ssn', '07805-1120'), 'invalid');
  });

  it('knows German, Dutch and French numbers', () => {
    assert.equal(standingOf('de_kvnr', 'A123456780'), 'plausible');
    assert.equal(standingOf('de_kvnr', 'A123456781'), 'invalid');
    assert.equal(standingOf('nl_bsn', '123456782'), 'plausible');
    assert.equal(standingOf('nl_bsn', '123456783'), 'invalid');
    assert.equal(standingOf('fr_nir', '180127512345642'), 'plausible');
    assert.equal(standingOf('fr_nir', '1 80 12 75 123 456 42'), 'plausible');
    assert.equal(standingOf('fr_nir', '180127512345643'), 'invalid');
  });

  it('says nothing about unknown checks and long texts', () => {
    assert.equal(checkIdentifier('toString', '123'), undefined);
    assert.equal(checkIdentifier('se_pnr', '1'.repeat(10_000)), undefined);
  });
});
