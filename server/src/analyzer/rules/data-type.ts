/**
 * The data vocabulary: taxonomy ids, levels, the words and markers that reveal them.
 *
 * Read from `rules/data-types/*.yaml` by `load-data-types.ts`; matched by `classification/`.
 */

/** Sensitivity classes of the taxonomy. */
export type DataLevel = 'direct' | 'special' | 'acute' | 'quasi' | 'pseudonym';

/** One data type, such as `nid.se.personnummer`. */
export interface DataType {
  readonly id: string;
  /** Dense, in order of the catalog; bit number in data-type masks. */
  readonly index: number;
  readonly category: string;
  readonly level: DataLevel;
  /** For people: `personnummer`, `name`, `diagnosis`. */
  readonly label: string;
  /** Folded token sequences that name it alone. */
  readonly words: readonly (readonly string[])[];
  /** Token sequences that name it only beside a person or health owner. */
  readonly weakWords: readonly (readonly string[])[];
  /** Name of the check-digit algorithm of its literals, empty if none. */
  readonly check: string;
  /** Staff data and the like: never reported as patient data. */
  readonly neverPatient: boolean;
  /** Token sequences that name it alone but have another common meaning too: they count for less without an owner. */
  readonly doubtfulWords?: readonly (readonly string[])[];
  /** Which owners make a weak word count: people only, or anything of health care. Absent: people only. */
  readonly weakContext?: 'person' | 'any';
}

/** Data at a path below a value of a known type: `['name']`, `['contact', '*', 'telecom']`. Type is an index. */
export interface TypedPath {
  readonly path: readonly string[];
  readonly type: number;
}

/** A call that reads a FHIR resource named by an argument. */
export interface FhirRead {
  /** Name of the method or function. */
  readonly call: string;
  readonly argument: number;
  /** From the result to the resource. */
  readonly path: readonly string[];
  /** Packages (globs) the callee must come from; empty for any. */
  readonly packages: readonly string[];
}

/** What the elements of FHIR resources carry. */
export interface FhirCatalog {
  /** Packages (globs) that declare the types. */
  readonly packages: readonly string[];
  /** Global namespaces: `fhir4`. */
  readonly namespaces: ReadonlySet<string>;
  /** Elements of every resource of the patient compartment. */
  readonly everyResource: readonly TypedPath[];
  readonly resources: ReadonlyMap<string, readonly TypedPath[]>;
  /** FHIR data types that are data themselves: `HumanName` → type index. */
  readonly datatypes: ReadonlyMap<string, number>;
  /** Resources that hold resources: `Bundle` → paths to them. */
  readonly carriers: ReadonlyMap<string, readonly (readonly string[])[]>;
  readonly reads: readonly FhirRead[];
}

/** Words that decide whose a value is and what it is not; single folded tokens unless said otherwise. */
export interface DataTypeHints {
  /** Person or health owners with another common meaning in programs. */
  readonly ambiguousOwners: ReadonlySet<string>;
  readonly staffOwners: ReadonlySet<string>;
  /** Words of the name of a file that deals with staff; people in it are staff unless something says otherwise. */
  readonly staffPlaces: ReadonlySet<string>;
  /** Words of the name of a file of staff that shows other people. */
  readonly staffViews: ReadonlySet<string>;
  /** Words that begin the names of made-up people and records: `demoPatient`. */
  readonly madeUp: ReadonlySet<string>;
  readonly organizationOwners: ReadonlySet<string>;
  /** Owners that are some person; neutral, but not nothing. */
  readonly accountOwners: ReadonlySet<string>;
  /** Words of owners and paths after which an address is that of an account. */
  readonly accountPlaces: ReadonlySet<string>;
  /** Words of functions and paths in which accounts are made or asked in. */
  readonly accountDeeds: ReadonlySet<string>;
  /** Functions of identity providers, by name as written, that look up or make accounts. */
  readonly accountCalls: ReadonlySet<string>;
  /** Who signs in and is no patient, beside {@link staffPlaces}. */
  readonly staffSigns: ReadonlySet<string>;
  /** Words that make the place of one of these one about their own accounts. */
  readonly ownPages: ReadonlySet<string>;
  /** Names of requests, whose own address is that of who is calling: `ctx.request.email`. */
  readonly callerOwners: ReadonlySet<string>;
  /** Ids of data types whose weak words are clear in a file that is called after them. */
  readonly topicalTypes: ReadonlySet<string>;
  /** Folder names of parts of one application: `client`, `packages`. */
  readonly applicationParts: ReadonlySet<string>;
  /** Owners whose fields are texts or checks about data: `errors.email`. */
  readonly metadataOwners: ReadonlySet<string>;
  readonly neutralOwners: ReadonlySet<string>;
  /** Tokens that kill as a suffix of a value but only wrap it as a suffix of an owner (`patientDto.name`). */
  readonly carriers: ReadonlySet<string>;
  readonly suffixDoubt: ReadonlySet<string>;
  /** Fields that hold the content of a health record: `code` of `diagnosis`. */
  readonly contentWords: ReadonlySet<string>;
  /** Names of whole records, tokens joined without a separator. */
  readonly recordNames: ReadonlySet<string>;
  /** Words of instructions to a language model that make it one for health. */
  readonly promptWords: ReadonlySet<string>;
  /** What tables and collections of visits to care are called. */
  readonly careRecords: ReadonlySet<string>;
  readonly recordPrefixes: ReadonlySet<string>;
  readonly recordSuffixes: ReadonlySet<string>;
  readonly callVerbs: ReadonlySet<string>;
  /** Packages (globs) whose values describe, translate or make up data. */
  readonly notDataPackages: readonly string[];
  /** Functions, by name as written, whose result is never data. */
  readonly notDataCalls: ReadonlySet<string>;
  /** Functions that give the value under the key they are handed: `form.get('ssn')`. */
  readonly keyGetters: ReadonlySet<string>;
  /** Functions that keep their second argument under the key that is their first. */
  readonly keySetters: ReadonlySet<string>;
  /** Words of receivers whose keys name settings, texts and parts of a program instead of data. */
  readonly keyGetterSettings: ReadonlySet<string>;
  /** Functions whose result holds a value of their type argument, and the path to it. */
  /** Functions that send an operation of GraphQL → where in what they give its answer may be. */
  readonly documentPlaces: ReadonlyMap<string, readonly (readonly string[])[]>;
  readonly typeArgumentPlaces: ReadonlyMap<string, readonly string[]>;
}

/** Everything read from `rules/data-types`. */
export interface DataTypeCatalog {
  readonly types: readonly DataType[];
  readonly byId: ReadonlyMap<string, DataType>;
  readonly personOwners: ReadonlySet<string>;
  readonly healthOwners: ReadonlySet<string>;
  readonly suffixKill: ReadonlySet<string>;
  readonly prefixKill: ReadonlySet<string>;
  readonly prefixKillExempt: {
    readonly prefixes: ReadonlySet<string>;
    readonly levels: ReadonlySet<DataLevel>;
  };
  readonly memberKill: ReadonlySet<string>;
  readonly notPersonNames: readonly (readonly string[])[];
  readonly idSuffixes: ReadonlySet<string>;
  readonly pseudonymNames: readonly (readonly string[])[];
  /** OID or system URL → type id of the value beside it. */
  readonly identifierSystems: ReadonlyMap<string, string>;
  /** Packages whose import raises confidence (globs). */
  readonly healthImports: readonly string[];
  /** Numbers that are published dummies, digits only. */
  readonly knownDummies: ReadonlySet<string>;
  /** Fields of HL7 v2 (`PID.5`) and DICOM tags (`00100010`) → DataType.index. */
  readonly codes?: ReadonlyMap<string, number>;
  readonly digest: string;
  readonly hints?: DataTypeHints;
  readonly fhir?: FhirCatalog;
}
