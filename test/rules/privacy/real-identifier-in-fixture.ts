// Identity numbers in code, tests and comments: official test numbers and numbers that nobody has.

// @file: test/patients.fixture.ts
// @example: bad
export const patients = [
  { name: 'Test Testsson', henkilotunnus: '131052-308T' }, // ruleid: real-identifier-in-fixture {nid.fi.hetu}
  { name: 'Prove Prøvesen', fodselsnummer: '31129956715' }, // ruleid: real-identifier-in-fixture {nid.no.fnr}
];
// @end

// @example: good
export const testPatients = [
  { name: 'Test Testsson', henkilotunnus: '010594Y9032' }, // ok: real-identifier-in-fixture
  { name: 'Prove Prøvesen', fodselsnummer: '10915596784' }, // ok: real-identifier-in-fixture
];
// @end

export const others = {
  nhsNumber: '401 234 5672', // ruleid: real-identifier-in-fixture {nid.uk.nhs}
  otherNhsNumber: '943 476 5919', // ok: real-identifier-in-fixture
  cpr: '070761-4285', // ruleid: real-identifier-in-fixture {nid.dk.cpr}
  kvnr: 'A123456780', // ruleid: real-identifier-in-fixture {nid.de.kvnr}
  personnummer: '191212121212', // ok: real-identifier-in-fixture
  ssn: '078-05-1120', // ok: real-identifier-in-fixture
  ssnOfAdvert: '987-65-4320', // ok: real-identifier-in-fixture
  nhsTest: '999 000 0018', // ok: real-identifier-in-fixture
  wrongCheckDigit: '199001012380', // ok: real-identifier-in-fixture
  wrongDate: '199013012385', // ok: real-identifier-in-fixture
  hetu: '020516C903K', // ok: real-identifier-in-fixture
  short: '12-34', // ok: real-identifier-in-fixture
};

// @file: src/seed.ts
const timestamp = 202611221430; // ok: real-identifier-in-fixture
const amount = 1234567890; // ok: real-identifier-in-fixture
const phone = '+4670 174 06 33'; // ok: real-identifier-in-fixture
const order = 'ORDER-1234567890'; // ok: real-identifier-in-fixture
const uuid = '0b7f1e3a-1310-4308-9a52-131052308123'; // ok: real-identifier-in-fixture
const oid = '1.2.752.129.2.1.3.1'; // ok: real-identifier-in-fixture
export const seed = { timestamp, amount, phone, order, uuid, oid };
export const version = 1; /* Checked with NHS number 401 234 5672. */ // ruleid: real-identifier-in-fixture {nid.uk.nhs}

export const text = `
  fødselsnummer: 31129956715 // ruleid: real-identifier-in-fixture {nid.no.fnr}
  navn: Prøve
`;

// @file: src/url.ts
export const link = 'https://example.com/people?henkilotunnus=131052-308T'; // ruleid: real-identifier-in-fixture {nid.fi.hetu}
export const build = 'https://example.com/builds/4012345672'; // ok: real-identifier-in-fixture

// @file: test/messages.fixture.ts
export const message = 'MSH|^~\\&|LAB|FAC|RECV|FAC|202312151000||ORU^R01|1|P|2.5\rPID|1||1'; // ok: real-identifier-in-fixture

// @file: src/concepts.ts
// Codes of SNOMED CT are as long as French numbers, and some pass their check.
export const concepts = [
  { id: '436781000124104' }, // ok: real-identifier-in-fixture
  { id: '434961000124102', rule: '169944002 | Mother has a social worker' }, // ok: real-identifier-in-fixture
];
export const insured = '180127512345642'; // ruleid: real-identifier-in-fixture {nid.fr.nir}
export const ssnMadeUp = { ssn: '111-22-3333', other: '555-66-7777' }; // ok: real-identifier-in-fixture
