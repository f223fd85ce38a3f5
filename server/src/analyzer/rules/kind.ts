/**
 * The registry of kinds: the only words by which rules and models refer to each other.
 *
 * Read from `rules/kinds.yaml`; a rule or model that names an unregistered kind is an error.
 */

/** One registered kind. */
export interface Kind {
  /** Such as `log`, `remote`, `third-party.llm`. */
  readonly id: string;
  readonly role: 'source' | 'sink' | 'sanitizer' | 'subject' | 'effect';
  /** One sentence. */
  readonly sentence: string;
}

/** All kinds by id. */
export type KindRegistry = ReadonlyMap<string, Kind>;
