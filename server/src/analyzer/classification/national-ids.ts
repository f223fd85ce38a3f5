/**
 * Whether a text is a national or health identifier: format, existing date, check digit, ranges.
 *
 * Pure arithmetic on one candidate; finding candidates in a text is `scan-literals.ts`. The result never holds the
 * digits. Sources of the algorithms are named in `rules/data-types/identifiers.yaml`.
 */

/** How far a well-formed number can be a real person's. */
export type IdentifierStanding =
  /** Nothing speaks against a real person. */
  | 'plausible'
  /** In a range that test numbers use, but real ones may lie there too. */
  | 'maybe-test'
  /** In a range made for tests. */
  | 'test'
  /** In a range that is never given out. */
  | 'never-issued';

/** A well-formed identifier. */
export interface IdentifierCheck {
  /** Taxonomy id. */
  readonly type: string;
  /** What exactly: `personnummer`, `samordningsnummer`, `D-number`. */
  readonly variant: string;
  readonly standing: IdentifierStanding;
  /** Whether so many other numbers look the same that the surroundings must say what it is. */
  readonly isWeak: boolean;
}

/** Names of the checks, as data types name them. */
export type CheckName = keyof typeof checkers;

/** The check `name` applied to a whole text; undefined if the text is no such identifier or the check is unknown. */
export function checkIdentifier(name: string, text: string): IdentifierCheck | undefined {
  if (text.length > 24 || !Object.hasOwn(checkers, name)) return undefined;
  return checkers[name as CheckName](text);
}

const checkers = {
  se_pnr: checkSwedish,
  se_reserve: checkSwedishReserve,
  dk_cpr: checkDanish,
  no_fnr: checkNorwegian,
  fi_hetu: checkFinnish,
  uk_nhs: checkNhs,
  us_ssn: checkSsn,
  de_kvnr: checkGerman,
  nl_bsn: checkDutch,
  fr_nir: checkFrench,
} as const;

/** Personnummer and samordningsnummer (day + 60): 10 or 12 digits, Luhn over the last ten. */
function checkSwedish(text: string): IdentifierCheck | undefined {
  const match = /^(18|19|20)?(\d{6})([-+]?)(\d{4})$/.exec(text);
  if (match === null) return undefined;
  const [, century, date = '', separator, tail = ''] = match;
  if (luhnSum(date + tail) % 10 !== 0) return undefined;
  const day = Number(date.slice(4));
  const isCoordination = day > 60;
  const centuries = century === undefined ? ['18', '19', '20'] : [century];
  const month = Number(date.slice(2, 4));
  const exists = centuries.some((prefix) =>
    isDate(Number(prefix + date.slice(0, 2)), month, isCoordination ? day - 60 : day),
  );
  if (!exists) return undefined;
  const serial = tail.slice(0, 3);
  const isTestSerial = serial === '980' || serial === '981' || serial === '238' || serial === '239';
  return {
    type: isCoordination ? 'nid.se.samordningsnummer' : 'nid.se.personnummer',
    variant: isCoordination ? 'samordningsnummer' : 'personnummer',
    standing: isTestSerial ? 'maybe-test' : 'plausible',
    isWeak: separator === '' && (century === undefined || isClockTime(tail)),
  };
}

/** Reserve numbers of the nation and of regions. Most have no check digit, so the format is weak. */
function checkSwedishReserve(text: string): IdentifierCheck | undefined {
  const found = (variant: string, standing: IdentifierStanding = 'plausible'): IdentifierCheck => ({
    type: 'nid.se.reservnummer',
    variant,
    standing,
    isWeak: true,
  });
  if (/^(?:2[2-9]|[3-9]\d|00)\d{6}[A-HJ-NPR-UX-Z]{2}\d[0-9A-Z]$/.test(text) && isMonthDay(text.slice(4, 8)))
    return found('national reserve number');
  if (/^99(?:19|2[0-2])\d{8}$/.test(text))
    return luhnSum(text.slice(4)) % 10 === 0 ? found('reserve number of Region Stockholm') : undefined;
  if (!/^(?:19|20)\d{6}/.test(text) || !isDateText(text.slice(0, 8))) return undefined;
  const tail = text.slice(8);
  if (/^[KMX]\d{3}$/.test(tail)) return found('reserve number of Västra Götaland');
  if (/^S[FUXPL]\d[A-Z0-9]$/.test(tail))
    return found('reserve number of Region Värmland', /[1-9]$/.test(tail) ? 'test' : 'plausible');
  return /^[0-9A-Z]{4}$/.test(tail) && /[A-Z]/.test(tail)
    ? found('reserve number of Region Skåne')
    : undefined;
}

/** CPR: the seventh digit tells the century; since 2007 numbers without modulo 11 are valid. Day + 60 replaces. */
function checkDanish(text: string): IdentifierCheck | undefined {
  const match = /^(\d{2})(\d{2})(\d{2})(-?)(\d{4})$/.exec(text);
  if (match === null) return undefined;
  const [, dayText, monthText, yearText, separator, tail = ''] = match;
  const isReplacement = Number(dayText) > 60;
  const day = Number(dayText) - (isReplacement ? 60 : 0);
  if (!isDate(danishYear(Number(yearText), Number(tail[0])), Number(monthText), day)) return undefined;
  const digits = text.replace('-', '');
  const hasControl = weightedSum(digits, [4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0;
  return {
    type: 'nid.dk.cpr',
    variant: isReplacement
      ? 'replacement CPR number'
      : hasControl
        ? 'CPR number'
        : 'CPR number without control digit',
    standing: 'plausible',
    isWeak: separator === '' || !hasControl,
  };
}

function danishYear(year: number, seventh: number): number {
  if (seventh <= 3) return 1900 + year;
  if (seventh === 4 || seventh === 9) return (year <= 36 ? 2000 : 1900) + year;
  return (year <= 57 ? 2000 : 1800) + year;
}

/** Fødselsnummer, D-number (day + 40), H-number (month + 40), synthetic numbers (month + 80 or + 65). */
function checkNorwegian(text: string): IdentifierCheck | undefined {
  if (!/^\d{6} ?\d{5}$/.test(text)) return undefined;
  const digits = text.replace(' ', '');
  const first = controlDigit(weightedSum(digits, [3, 7, 6, 1, 8, 9, 4, 5, 2]));
  const second = controlDigit(weightedSum(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]));
  if (first !== Number(digits[9]) || second !== Number(digits[10])) return undefined;
  const dayText = Number(digits.slice(0, 2));
  const isDNumber = dayText > 40;
  const monthText = Number(digits.slice(2, 4));
  const shift = monthText > 80 ? 80 : monthText > 65 ? 65 : monthText > 40 ? 40 : 0;
  const year = Number(digits.slice(4, 6));
  const day = dayText - (isDNumber ? 40 : 0);
  if (![1800, 1900, 2000].some((century) => isDate(century + year, monthText - shift, day))) return undefined;
  return {
    type: 'nid.no.fnr',
    variant: isDNumber ? 'D-number' : shift === 40 ? 'H-number' : 'fødselsnummer',
    // A shift by 40 is a help number of a hospital as well as a synthetic one.
    standing: shift === 0 ? 'plausible' : shift === 40 ? 'maybe-test' : 'test',
    isWeak: false,
  };
}

const finnishLetters = '0123456789ABCDEFHJKLMNPRSTUVWXY';

/** Henkilötunnus: the separator tells the century; individual numbers from 900 on are artificial. */
function checkFinnish(text: string): IdentifierCheck | undefined {
  const match = /^(\d{2})(\d{2})(\d{2})([-+A-FU-Y])(\d{3})([0-9A-Y])$/.exec(text);
  if (match === null) return undefined;
  const [, day = '', month = '', year = '', separator = '', serial = '', control] = match;
  if (finnishLetters[Number(day + month + year + serial) % 31] !== control) return undefined;
  const century = separator === '+' ? 1800 : /[A-F]/.test(separator) ? 2000 : 1900;
  if (!isDate(century + Number(year), Number(month), Number(day))) return undefined;
  return {
    type: 'nid.fi.hetu',
    variant: 'henkilötunnus',
    standing: Number(serial) >= 900 ? 'test' : 'plausible',
    isWeak: false,
  };
}

/**
 * NHS number: ten digits, modulo 11. Given out are those that begin with 3, 4, 6 or 7, and those of Scotland (CHI), which
 * begin with a birth date; what lies elsewhere is made up for tests as a rule, and 999 is there for them.
 */
function checkNhs(text: string): IdentifierCheck | undefined {
  if (!/^\d{3}([ -]?)\d{3}\1\d{4}$/.test(text)) return undefined;
  const digits = text.replace(/[ -]/g, '');
  if (controlDigit(weightedSum(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2])) !== Number(digits[9])) return undefined;
  return {
    type: 'nid.uk.nhs',
    variant: 'NHS number',
    standing: digits.startsWith('999')
      ? 'never-issued'
      : /^[3467]/.test(digits) || beginsWithDate(digits)
        ? 'plausible'
        : 'maybe-test',
    isWeak: true,
  };
}

/** Whether the first six digits are a day, a month and a year of some century. */
function beginsWithDate(digits: string): boolean {
  const [day, month, year] = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4, 6)].map(Number);
  return [1900, 2000].some((century) => isDate(century + (year ?? 0), month ?? 0, day ?? 0));
}

/** Social security number: no check digit, so only ranges can be tested. */
function checkSsn(text: string): IdentifierCheck | undefined {
  const match = /^(\d{3})(-?)(\d{2})\2(\d{4})$/.exec(text);
  if (match === null) return undefined;
  const [, area = '', separator, group, serial] = match;
  // 111-22-3333 is what people write who make one up.
  const isMadeUp = [area, group, serial].every((part) => /^(\d)\1*$/.test(part ?? ''));
  const isNeverIssued =
    isMadeUp || area === '000' || area === '666' || area >= '900' || group === '00' || serial === '0000';
  return {
    type: 'nid.us.ssn',
    variant: 'social security number',
    standing: isNeverIssued ? 'never-issued' : 'plausible',
    isWeak: separator === '',
  };
}

/** Krankenversichertennummer: a letter (as 01 to 26), eight digits, a check digit of the Luhn kind. */
function checkGerman(text: string): IdentifierCheck | undefined {
  const match = /^([A-Z])(\d{8})(\d)$/.exec(text);
  if (match === null) return undefined;
  const [, letter = '', digits = '', control] = match;
  const number = String(letter.charCodeAt(0) - 64).padStart(2, '0') + digits;
  if (luhnSum(number, 1) % 10 !== Number(control)) return undefined;
  return {
    type: 'nid.de.kvnr',
    variant: 'German health insurance number',
    standing: 'plausible',
    isWeak: true,
  };
}

/** Burgerservicenummer: nine digits (eight with a leading zero left out), eleven test with -1 for the last. */
function checkDutch(text: string): IdentifierCheck | undefined {
  if (!/^\d{8,9}$/.test(text) || /^0*$/.test(text)) return undefined;
  if (weightedSum(text.padStart(9, '0'), [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 !== 0) return undefined;
  return { type: 'nid.nl.bsn', variant: 'BSN', standing: 'plausible', isWeak: true };
}

/** NIR: thirteen places and a key of 97 minus their remainder; Corsica writes 2A and 2B, counted as 19 and 18. */
function checkFrench(text: string): IdentifierCheck | undefined {
  const match =
    /^([1-478])( ?)(\d{2})\2(0[1-9]|1[0-2]|[2-9]\d)\2(\d{2}|2[AB])\2(\d{3})\2(\d{3})\2(\d{2})$/.exec(text);
  if (match === null) return undefined;
  // Long numbers of SNOMED CT end in a name space, a partition and a check digit: 1000124 10 4.
  if (/1000\d{3}1[0-6]\d$/.test(text)) return undefined;
  const [, sex = '', , year = '', month = '', place = '', town = '', serial = '', key] = match;
  const department = place === '2A' ? '19' : place === '2B' ? '18' : place;
  const remainder = Number(sex + year + month + department + town + serial) % 97;
  if (97 - remainder !== Number(key)) return undefined;
  return {
    type: 'nid.fr.nir',
    variant: 'French social security number',
    standing: 'plausible',
    // Numbers for a time begin with another digit than 1 and 2, as most numbers do that are none.
    isWeak: sex > '2',
  };
}

/** Sum of the digits with every other doubled (9 taken off above 9); `offset` 0 doubles the first, 1 the second. */
function luhnSum(digits: string, offset = 0): number {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const value = (digits.charCodeAt(i) - 48) * (i % 2 === offset ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum;
}

function weightedSum(digits: string, weights: readonly number[]): number {
  let sum = 0;
  for (const [i, weight] of weights.entries()) sum += weight * (digits.charCodeAt(i) - 48);
  return sum;
}

/** 11 minus the remainder of 11; 11 counts as 0, 10 is no digit. */
function controlDigit(sum: number): number {
  const digit = 11 - (sum % 11);
  return digit === 11 ? 0 : digit;
}

/** Whether four digits may be hours and minutes: `20240131` before them then is rather a time than a birth date. */
function isClockTime(digits: string): boolean {
  return digits < '2400' && digits.slice(2) < '60';
}

function isDateText(text: string): boolean {
  return isDate(Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6, 8)));
}

function isMonthDay(text: string): boolean {
  return isDate(2000, Number(text.slice(0, 2)), Number(text.slice(2, 4)));
}

const monthLengths: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Gregorian, without the clock. */
function isDate(year: number, month: number, day: number): boolean {
  const length = monthLengths[month - 1];
  if (length === undefined || day < 1) return false;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day <= (month === 2 && isLeap ? 29 : length);
}
