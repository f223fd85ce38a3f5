/**
 * The commands that the server executes (`workspace/executeCommand`), and our notification about trust.
 * Their ids differ from those of the extension's own commands, which exist even while no server runs.
 */

/** Reads and analyzes the whole workspace anew. No arguments; answers when the scan has begun. */
export type ScanCommand = 'sekretess.server.scan';

/** Lists the rules in force. No arguments; answers with {@link RuleListEntry} rows, sorted by id. */
export type ListRulesCommand = 'sekretess.server.listRules';

/** One row of the answer to {@link ListRulesCommand}. */
export interface RuleListEntry {
  readonly id: string;
  readonly severity: string;
  readonly message: string;
  /** URI of the page about the rule; empty when there is none. */
  readonly documentation: string;
}

/** Method name: the user has come to trust the workspace. Client to server, no parameters. */
export type TrustGrantedMethod = 'sekretess/trustGranted';
