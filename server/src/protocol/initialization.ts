/**
 * What a client may tell the server in `initializationOptions`.
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
