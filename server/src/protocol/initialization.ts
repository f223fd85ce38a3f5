/**
 * What a client may tell the server in `initializationOptions` and in the configuration section `sekretess`.
 *
 * Every field is optional and checked on arrival: other editors send nothing, or send it by hand.
 */

/** `initializationOptions` of `initialize`. */
export interface InitializationOptions {
  /** Whether the user trusts the workspace. Default true; in an untrusted workspace nothing is hidden. */
  readonly trusted?: boolean;
  /** URI of the folder that holds `<rule-id>.md`. Default: beside the server, where it has a disk. */
  readonly documentation?: string;
  /** Whether the client answers `sekretess/listFiles` and `sekretess/readFiles`. Default false. */
  readonly servesFiles?: boolean;
  /** Whether the client wants `sekretess/status`. Default false. */
  readonly wantsStatus?: boolean;
}

/** Least severity or confidence that is shown, and what the configuration file can say too. Section `sekretess`. */
export interface SettingsSection {
  readonly severity?: 'critical' | 'high' | 'medium' | 'low';
  readonly minConfidence?: 'high' | 'medium' | 'low';
  readonly includeTests?: boolean;
  /** Rule id → `off` or another severity. */
  readonly rules?: Readonly<Record<string, string>>;
  /** Names of the rule packs that run; empty means all. */
  readonly packs?: readonly string[];
  /** Whether the whole workspace is scanned, or the open files alone. */
  readonly scan?: 'workspace' | 'openFiles';
}
