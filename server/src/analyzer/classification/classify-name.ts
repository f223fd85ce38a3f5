/**
 * Which data a name stands for: `personnummer`, `patient.name`, `completionData.user.personalNumber`.
 *
 * Token sequences of the vocabulary are looked for in the last name of a chain; the names before it say whose it is.
 * The nearest owner that is not neutral decides: weak words need a person (or, for health words, anything of care),
 * staff turns a name into staff data, an organization makes contact data nobody's. Suffixes and prefixes of the hit
 * turn it into a count, a label or a key. After the matching model of the research prototype, see the CSV of cases.
 */
import type { DataType, DataTypeCatalog, DataTypeHints } from '../rules/data-type.ts';
import { tokenizeName } from './tokenize.ts';
import { buildWordIndex, type FoundWord, findWords, WordStrength } from './word-index.ts';

/** What a name says about the value it names. */
export interface NameEvidence {
  /** DataType.index. */
  readonly type: number;
  /** 0 … 100. From 60 on it is worth a finding; below, it only raises other evidence. */
  readonly confidence: number;
  /** Why, as part of a sentence: `named patient.efternamn`. */
  readonly evidence: string;
  /** Whether nothing tells whose it is, or only that it is that of some account: `user.email`, a bare `email`. */
  readonly isAnybodys: boolean;
  /** Whether an owner says that it is that of an account: `user.email`, `session.email`. */
  readonly isOfAccount: boolean;
  /** Whether it is that of who is signed in or calling: `session.user.email`. */
  readonly isOfCaller: boolean;
}

/** Classifies names against one catalog. Both functions are pure and memoized. */
export interface NameClassifier {
  /**
   * The data the last name of the chain stands for, with the names before it as owners, outermost first:
   * `['patient', 'name']`. Undefined when the name says nothing.
   */
  readonly classify: (chain: readonly string[]) => NameEvidence | undefined;
  /**
   * What a weak word at the end of a name says in a file that is called after data of its type: `dose` in
   * `drug-order.ts`. Only types whose weak words are said of little else.
   */
  readonly classifyTopical: (name: string, topics: ReadonlySet<number>) => NameEvidence | undefined;
  /** Whether a name could say something below some owner. False for nearly all names; cheap. */
  readonly maySpeak: (name: string) => boolean;
  /**
   * Whether a name is that of a whole record of a patient: `patient`, `patienter`, `currentPatient`; not `patientId`.
   * The type is that of the field such an object practically always has. Only meaningful for values used as objects.
   */
  readonly classifyRecordName: (name: string) => NameEvidence | undefined;
  /** Whether what lies below a name are texts, checks or settings: `formErrors`. */
  readonly isMetadataName: (name: string) => boolean;
  /** The rest of a function name behind a verb like get or hämta: `getPersonnummer` → `Personnummer`; else undefined. */
  readonly stripCallVerb: (name: string) => string | undefined;
}

/** Owners that are looked at; the outer ones of a longer chain say too little. */
const maxOwners = 4;
/** Entries remembered before the memory is emptied. */
const maxRemembered = 200_000;

/** Confidence of each kind of hit, in percent. */
const confidences = {
  strong: 90,
  /** A strong word followed by words we do not know: `ekgData`, `diagnosisText`. */
  strongWithRest: 80,
  /** Followed by several of them, it is more likely what the name is about: `emailLeakChallenge`. */
  strongWithLongRest: 45,
  doubtfulAlone: 55,
  doubtfulOwned: 85,
  weakOwned: 80,
  weakOwnedAmbiguously: 50,
  /** A weak word that is a key: `person.personId`. */
  weakKey: 60,
  /** The hit is followed by a word such as template. */
  doubtfulSuffix: 45,
  /** `diagnosis.code`. */
  content: 70,
  flag: 65,
  acuteFlag: 85,
  staff: 70,
  personKey: 70,
  careKey: 55,
  plainKey: 50,
  /** A weak word in a file that is called after data of its type. */
  topical: 62,
  record: 65,
  decoratedRecord: 60,
} as const;

/** Whose the value is. */
type Owner =
  | 'person'
  | 'care'
  | 'ambiguous-person'
  | 'ambiguous-care'
  | 'staff'
  | 'organization'
  | 'care-organization'
  | 'other'
  | 'none';

interface Context {
  readonly catalog: DataTypeCatalog;
  readonly hints: DataTypeHints;
  readonly words: ReturnType<typeof buildWordIndex>;
  readonly notPersonNames: readonly (readonly string[])[];
  readonly pseudonymNames: ReadonlySet<string>;
  readonly recordKey: DataType | undefined;
  readonly staff: DataType | undefined;
}

const none: ReadonlySet<string> = new Set();
const noHints: DataTypeHints = {
  ambiguousOwners: none,
  staffOwners: none,
  staffPlaces: none,
  staffViews: none,
  madeUp: none,
  organizationOwners: none,
  accountOwners: none,
  accountPlaces: none,
  accountDeeds: none,
  accountCalls: none,
  staffSigns: none,
  ownPages: none,
  applicationParts: none,
  callerOwners: none,
  topicalTypes: none,
  metadataOwners: none,
  neutralOwners: none,
  carriers: none,
  suffixDoubt: none,
  contentWords: none,
  recordNames: none,
  promptWords: none,
  careRecords: none,
  recordPrefixes: none,
  recordSuffixes: none,
  callVerbs: none,
  notDataPackages: [],
  notDataCalls: none,
  keyGetters: none,
  keySetters: none,
  keyGetterSettings: none,
  typeArgumentPlaces: new Map(),
  documentPlaces: new Map(),
};

/** Personal categories: what staff and organizations have too. */
const personalCategories: ReadonlySet<string> = new Set(['name', 'contact', 'demographic']);
const healthCategories: ReadonlySet<string> = new Set(['clinical', 'acute_health']);

const classifiers = new WeakMap<DataTypeCatalog, NameClassifier>();

/** The classifier of a catalog; one for all analyses, so that what it remembers serves after an edit too. */
export function createNameClassifier(catalog: DataTypeCatalog): NameClassifier {
  const known = classifiers.get(catalog);
  if (known !== undefined) return known;
  const made = makeNameClassifier(catalog);
  classifiers.set(catalog, made);
  return made;
}

function makeNameClassifier(catalog: DataTypeCatalog): NameClassifier {
  const ctx: Context = {
    catalog,
    hints: catalog.hints ?? noHints,
    words: buildWordIndex(catalog),
    notPersonNames: catalog.notPersonNames,
    pseudonymNames: new Set(
      catalog.pseudonymNames.filter((name) => name.length > 1).map((name) => name.join('_')),
    ),
    recordKey: catalog.byId.get('tech.record_id'),
    staff: catalog.byId.get('rel.caregiver_staff'),
  };
  const byChain = new Map<string, NameEvidence | null>();
  const silent = new Set<string>();
  const byRecordName = new Map<string, NameEvidence | null>();
  return {
    classify(chain) {
      const leaf = chain[chain.length - 1];
      if (leaf === undefined || silent.has(leaf)) return undefined;
      const owners = chain.slice(Math.max(0, chain.length - 1 - maxOwners), -1);
      const key = owners.length === 0 ? leaf : `${owners.join('\0')}\0${leaf}`;
      const known = byChain.get(key);
      if (known !== undefined) return known ?? undefined;
      if (canNeverSpeak(ctx, leaf)) {
        if (silent.size >= maxRemembered) silent.clear();
        silent.add(leaf);
        return undefined;
      }
      const evidence = classifyChain(ctx, owners, leaf);
      if (byChain.size >= maxRemembered) byChain.clear();
      byChain.set(key, evidence ?? null);
      return evidence;
    },
    classifyTopical: (name, topics) => (topics.size === 0 ? undefined : topicalEvidence(ctx, name, topics)),
    maySpeak: (name) => !silent.has(name) && !canNeverSpeak(ctx, name),
    classifyRecordName(name) {
      const known = byRecordName.get(name);
      if (known !== undefined) return known ?? undefined;
      const evidence = recordEvidence(ctx, name);
      if (byRecordName.size >= maxRemembered) byRecordName.clear();
      byRecordName.set(name, evidence ?? null);
      return evidence;
    },
    isMetadataName: (name) => isMetadataOwner(ctx, name),
    stripCallVerb: (name) => stripVerb(ctx, name),
  };
}

/** Whether the name says nothing below any owner: no word of the vocabulary, no key. */
function canNeverSpeak(ctx: Context, leaf: string): boolean {
  if (ctx.catalog.memberKill.has(leaf)) return true;
  const tokens = tokenizeName(leaf);
  return (
    tokens.length === 0 ||
    (findWords(ctx.words, tokens).length === 0 && !isKeyName(ctx, tokens) && !isContentName(ctx, tokens))
  );
}

function classifyChain(ctx: Context, owners: readonly string[], leaf: string): NameEvidence | undefined {
  const tokens = tokenizeName(leaf);
  if (ctx.notPersonNames.some((name) => isEndOf(name, tokens))) return undefined;
  if (isMetadataOwner(ctx, owners[owners.length - 1])) return undefined;
  if (owners.some((owner) => isMadeUp(ctx, owner))) return undefined;
  const shown = [...owners.slice(-1), leaf].join('.');
  let best: Hit | undefined;
  for (const word of findWords(ctx.words, tokens)) {
    const hit = weigh(ctx, owners, tokens, word);
    if (hit === undefined) continue;
    if (best === undefined || hit.confidence > best.confidence) best = hit;
    // Words come longest first: a shorter one inside never says more than the longer one that covers it.
    if (hit.isKey) break;
  }
  best ??= weighKey(ctx, owners, tokens) ?? weighContent(ctx, owners, tokens);
  if (best === undefined) return undefined;
  const { type, confidence, isAnybodys = false } = best;
  const isOfCaller =
    isAnybodys &&
    (ctx.hints.callerOwners.has(owners.at(-1) ?? '') || owners.some((name) => isAccountPlace(ctx, name)));
  const isOfAccount =
    isOfCaller ||
    (isAnybodys && [...owners, leaf].some((name) => isAccountName(ctx, name) || isAccountPlace(ctx, name)));
  return { type, confidence, evidence: `named ${shown}`, isAnybodys, isOfAccount, isOfCaller };
}

function topicalEvidence(ctx: Context, name: string, topics: ReadonlySet<number>): NameEvidence | undefined {
  const tokens = tokenizeName(name);
  const isKilledBefore = ctx.catalog.prefixKill.has(tokens[0] ?? '');
  const word = findWords(ctx.words, tokens).find(
    ({ type, end }) =>
      end === tokens.length &&
      topics.has(type) &&
      ctx.hints.topicalTypes.has(ctx.catalog.types[type]?.id ?? ''),
  );
  if (word === undefined || isKilledBefore) return undefined;
  const evidence = `named ${name}, in a file that is called after such data`;
  return {
    type: word.type,
    confidence: confidences.topical,
    evidence,
    isAnybodys: false,
    isOfAccount: false,
    isOfCaller: false,
  };
}

function isAccountPlace(ctx: Context, name: string): boolean {
  return tokenizeName(name).some((token) => ctx.hints.accountPlaces.has(token));
}

/** First words of made-up records that also begin other names: `testResult`, `sampleDate`, `demoInfo` (demographics). */
const ambiguousMadeUp: ReadonlySet<string> = new Set(['test', 'sample', 'demo']);

/** `mockUsers`, `fakeRecord`, `demoPatient`, `testPatients`. */
function isMadeUp(ctx: Context, owner: string): boolean {
  const [first = '', ...rest] = tokenizeName(owner);
  if (rest.length === 0 || !ctx.hints.madeUp.has(first)) return false;
  const isPerson = (token: string): boolean =>
    [token, withoutPlural(token)].some(
      (word) => ctx.catalog.personOwners.has(word) || ctx.hints.accountOwners.has(word),
    );
  return !ambiguousMadeUp.has(first) || rest.some(isPerson);
}

/** `formErrors.personnummer` is a message about the field. */
function isMetadataOwner(ctx: Context, owner: string | undefined): boolean {
  const tokens = owner === undefined ? [] : tokenizeName(owner);
  // A urlMap is a map of addresses.
  const isMap = tokens.length > 1 && tokens[tokens.length - 1] === 'map';
  const last = tokens[tokens.length - (isMap ? 2 : 1)];
  if (last === undefined) return false;
  // `toolNames.Ultrasound`, `fieldNames.ssn`; the names of patients are data.
  const isListOfNames = last === 'names' && tokens.length > 1;
  if (isListOfNames) return !tokens.slice(0, -1).some((token) => isPersonWord(ctx, token));
  return ctx.hints.metadataOwners.has(last) || ctx.hints.metadataOwners.has(withoutPlural(last));
}

/** A word of a person, patient or not, or one that stands before names of people: `patientNames`, `lastNames`. */
function isPersonWord({ catalog, hints }: Context, token: string): boolean {
  const forms = [token, withoutPlural(token)];
  const isOf = (set: ReadonlySet<string>): boolean => forms.some((form) => set.has(form));
  return isOf(catalog.personOwners) || isOf(hints.accountOwners) || isOf(hints.neutralOwners);
}

interface Hit {
  readonly type: number;
  readonly confidence: number;
  readonly isKey: boolean;
  readonly isAnybodys?: boolean;
}

function weigh(
  ctx: Context,
  owners: readonly string[],
  tokens: readonly string[],
  word: FoundWord,
): Hit | undefined {
  const { catalog } = ctx;
  const type = catalog.types[word.type];
  if (type === undefined) return undefined;
  const before = tokens.slice(0, word.start);
  const after = tokens.slice(word.end);
  if (isKilledBehind(ctx, after) || before.includes('by')) return undefined;
  const first = before[0];
  const isFlag = first !== undefined && catalog.prefixKill.has(first);
  if (isFlag && !isExempt(ctx, first, type)) return undefined;
  const owner = ownerOf(ctx, owners, before);
  const confidence = confidenceOf(ctx, type, word, owner, tokens);
  if (confidence === 0) return undefined;
  if (endsInKeySuffix(ctx, after) && type.category !== 'nid' && type.level !== 'pseudonym')
    return keyHit(ctx, owner === 'none' || owner === 'other' ? confidences.plainKey : confidences.careKey);
  const isStaff = owner === 'staff' && personalCategories.has(type.category) && ctx.staff !== undefined;
  if (isStaff)
    return { type: ctx.staff.index, confidence: Math.min(confidence, confidences.staff), isKey: false };
  const isAnybodys = owner === 'none' || owner === 'other' || owner === 'ambiguous-person';
  return {
    type: word.type,
    confidence: lower(ctx, confidence, type, { isFlag, after }),
    isKey: false,
    isAnybodys,
  };
}

/** 0 when the word says nothing here. */
function confidenceOf(
  ctx: Context,
  type: DataType,
  word: FoundWord,
  owner: Owner,
  tokens: readonly string[],
): number {
  const isOrganization = owner === 'organization' || owner === 'care-organization';
  if (isOrganization && personalCategories.has(type.category)) return 0;
  if (word.strength === WordStrength.Strong) return confidences.strong;
  const isCare = owner === 'care' || owner === 'ambiguous-care' || owner === 'care-organization';
  const isStaff = owner === 'staff' && personalCategories.has(type.category);
  const isPerson = owner === 'person' || owner === 'ambiguous-person' || isStaff;
  if (word.strength === WordStrength.Doubtful)
    return isPerson || owner === 'care' ? confidences.doubtfulOwned : confidences.doubtfulAlone;
  if (!(isPerson || (isCare && type.weakContext === 'any'))) return 0;
  if (owner === 'ambiguous-person' || owner === 'ambiguous-care') return confidences.weakOwnedAmbiguously;
  return endsInKeySuffix(ctx, tokens.slice(word.start, word.end))
    ? confidences.weakKey
    : confidences.weakOwned;
}

function lower(
  ctx: Context,
  confidence: number,
  type: DataType,
  { isFlag, after }: { readonly isFlag: boolean; readonly after: readonly string[] },
): number {
  let result: number = confidence;
  if (isFlag) result = Math.min(result, type.level === 'acute' ? confidences.acuteFlag : confidences.flag);
  if (after.length === 0) return result;
  if (after.some((token) => ctx.hints.suffixDoubt.has(token)))
    return Math.min(result, confidences.doubtfulSuffix);
  const isLong = after.length > 1 && !after.some((token) => /^\d+$/.test(token));
  return Math.min(result, isLong ? confidences.strongWithLongRest : confidences.strongWithRest);
}

function isExempt(ctx: Context, prefix: string, type: DataType): boolean {
  const { prefixes, levels } = ctx.catalog.prefixKillExempt;
  return prefixes.has(prefix) && levels.has(type.level) && healthCategories.has(type.category);
}

function isKilledBehind(ctx: Context, after: readonly string[]): boolean {
  const first = after[0];
  const last = after[after.length - 1];
  return first !== undefined && last !== undefined && (isSuffixKill(ctx, first) || isSuffixKill(ctx, last));
}

function isSuffixKill(ctx: Context, token: string): boolean {
  const { suffixKill } = ctx.catalog;
  return suffixKill.has(token) || (token.endsWith('s') && suffixKill.has(token.slice(0, -1)));
}

function endsInKeySuffix(ctx: Context, tokens: readonly string[]): boolean {
  const last = tokens[tokens.length - 1];
  return last !== undefined && ctx.catalog.idSuffixes.has(last);
}

function isKeyName(ctx: Context, tokens: readonly string[]): boolean {
  return endsInKeySuffix(ctx, tokens) || ctx.pseudonymNames.has(tokens.join('_'));
}

function keyHit(ctx: Context, confidence: number): Hit | undefined {
  return ctx.recordKey && { type: ctx.recordKey.index, confidence, isKey: true };
}

/** `patientId`, `patient._id`, `encounterId`: a pseudonym. A bare `id` says nothing. */
function weighKey(ctx: Context, owners: readonly string[], tokens: readonly string[]): Hit | undefined {
  if (!isKeyName(ctx, tokens) || (tokens[0] !== undefined && ctx.catalog.prefixKill.has(tokens[0])))
    return undefined;
  const owner = ownerOf(ctx, owners, endsInKeySuffix(ctx, tokens) ? tokens.slice(0, -1) : tokens);
  if (owner === 'person') return keyHit(ctx, confidences.personKey);
  if (owner === 'care') return keyHit(ctx, confidences.careKey);
  return ctx.pseudonymNames.has(tokens.join('_')) ? keyHit(ctx, confidences.plainKey) : undefined;
}

function isContentName(ctx: Context, tokens: readonly string[]): boolean {
  return tokens.length <= 2 && ctx.hints.contentWords.has(tokens[tokens.length - 1] ?? '');
}

/** `diagnosis.code`, `allergy.substance`: the content of the record that the owner is named after. */
function weighContent(ctx: Context, owners: readonly string[], tokens: readonly string[]): Hit | undefined {
  if (!isContentName(ctx, tokens) || isKilledBehind(ctx, tokens.slice(1))) return undefined;
  for (let i = owners.length - 1; i >= 0; i--) {
    const owner = tokenizeName(owners[i] ?? '');
    const word = findWords(ctx.words, owner).find(
      (found) => isHealthWord(ctx, found) && found.end === owner.length,
    );
    if (word !== undefined) return { type: word.type, confidence: confidences.content, isKey: false };
    if (!owner.every((token) => ctx.hints.neutralOwners.has(token) || token.length <= 1)) return undefined;
  }
  return undefined;
}

/** Walks from the nearest token outwards to the first that is not neutral. */
function ownerOf(ctx: Context, owners: readonly string[], before: readonly string[]): Owner {
  for (let i = before.length - 1; i >= 0; i--) {
    const token = before[i] ?? '';
    // The name of a patientList is the list's.
    if (ctx.hints.recordSuffixes.has(token)) return 'other';
    const owner = ownerToken(ctx, token);
    if (owner !== undefined) return owner;
  }
  for (let i = owners.length - 1; i >= 0; i--) {
    const owner = ownerName(ctx, tokenizeName(owners[i] ?? ''));
    if (owner !== undefined) return owner;
  }
  const isAccount = before.some((token) => ctx.hints.accountOwners.has(token));
  return isAccount || owners.some((name) => isAccountName(ctx, name)) ? 'ambiguous-person' : 'none';
}

function isAccountName(ctx: Context, name: string): boolean {
  return tokenizeName(name).some((token) => ctx.hints.accountOwners.has(token));
}

/** What one name of the chain says; undefined if it is neutral. */
function ownerName(ctx: Context, tokens: readonly string[]): Owner | undefined {
  const last = tokens[tokens.length - 1];
  if (last === undefined) return undefined;
  // The name below `recordedBy` is that of who did it.
  if (tokens.length > 1 && last === 'by') return 'staff';
  if (tokens.length > 1) {
    const joined = tokens.join('_');
    if (ctx.catalog.personOwners.has(joined)) return 'person';
    // patientService.name is that of the service; patientForm.name is that of the patient.
    const isWrapper = ctx.hints.neutralOwners.has(last) || ctx.hints.carriers.has(last);
    // What `TherapistTimezone` says of people, it says of therapists.
    if (isSuffixKill(ctx, last) && !isWrapper) return isAboutStaff(ctx, tokens) ? 'staff' : 'other';
    if (isWrapper) return ownerName(ctx, tokens.slice(0, -1));
    if (findWords(ctx.words, tokens).some((word) => isHealthWord(ctx, word) && word.end === tokens.length))
      return 'care';
  }
  const owner = ownerToken(ctx, last);
  if (owner !== undefined || tokens.length === 1) return owner;
  return ownerName(ctx, tokens.slice(0, -1));
}

/** Whether a name speaks of staff, and of nobody else. */
function isAboutStaff({ catalog, hints }: Context, tokens: readonly string[]): boolean {
  const isOf = (set: ReadonlySet<string>) => (token: string) =>
    set.has(token) || set.has(withoutPlural(token));
  return (
    tokens.some(isOf(hints.staffOwners)) &&
    !tokens.some(isOf(catalog.personOwners)) &&
    !tokens.some(isOf(hints.accountOwners))
  );
}

function ownerToken(ctx: Context, token: string): Owner | undefined {
  const { catalog, hints } = ctx;
  const isAmbiguous = hints.ambiguousOwners.has(token);
  if (catalog.personOwners.has(token)) return isAmbiguous ? 'ambiguous-person' : 'person';
  if (hints.staffOwners.has(token) || hints.staffOwners.has(withoutPlural(token))) return 'staff';
  if (hints.organizationOwners.has(token) || hints.organizationOwners.has(withoutPlural(token)))
    return catalog.healthOwners.has(token) ? 'care-organization' : 'organization';
  if (catalog.healthOwners.has(token)) return isAmbiguous ? 'ambiguous-care' : 'care';
  if (hints.neutralOwners.has(token) || /^\d+$/.test(token) || token.length <= 1) return undefined;
  const singular = withoutPlural(token);
  if (singular !== token && catalog.personOwners.has(singular))
    return hints.ambiguousOwners.has(singular) ? 'ambiguous-person' : 'person';
  return findWords(ctx.words, [token]).some((word) => isHealthWord(ctx, word)) ? 'care' : 'other';
}

function isHealthWord(ctx: Context, word: FoundWord): boolean {
  const type = ctx.catalog.types[word.type];
  return word.strength !== WordStrength.Weak && type !== undefined && healthCategories.has(type.category);
}

function withoutPlural(token: string): string {
  return token.length > 3 && token.endsWith('s') ? token.slice(0, -1) : token;
}

function isEndOf(name: readonly string[], tokens: readonly string[]): boolean {
  if (name.length > tokens.length || (name.length === 1 && tokens.length !== 1)) return false;
  const shift = tokens.length - name.length;
  return name.every((token, i) => tokens[shift + i] === token);
}

function recordEvidence(ctx: Context, name: string): NameEvidence | undefined {
  const { hints } = ctx;
  const person = ctx.catalog.byId.get('name.person');
  if (person === undefined) return undefined;
  const tokens = tokenizeName(name);
  const found = (confidence: number): NameEvidence => ({
    type: person.index,
    confidence,
    evidence: `object named ${name}`,
    isAnybodys: false,
    isOfAccount: false,
    isOfCaller: false,
  });
  if (hints.recordNames.has(tokens.join(''))) return found(confidences.record);
  if (tokens.length < 2 || tokens.length > 4) return undefined;
  const first = tokens[0] ?? '';
  const last = tokens[tokens.length - 1] ?? '';
  const from = hints.recordPrefixes.has(first) ? 1 : 0;
  const to = hints.recordSuffixes.has(last) ? tokens.length - 1 : tokens.length;
  return hints.recordNames.has(tokens.slice(from, to).join(''))
    ? found(confidences.decoratedRecord)
    : undefined;
}

function stripVerb(ctx: Context, name: string): string | undefined {
  const verb = tokenizeName(name)[0];
  if (verb === undefined || !ctx.hints.callVerbs.has(verb)) return undefined;
  const rest = name.replace(/^[^\p{L}]*/u, '').slice(verb.length);
  return rest === '' || !/^[\p{Lu}_$-]/u.test(rest) ? undefined : rest;
}
