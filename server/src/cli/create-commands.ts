/**
 * The commands that need the engine, put together from what the entry chose: host, engine, knowledge.
 */
import type { Engine, KnowledgeFile } from '../analyzer/engine/engine.ts';
import type { Host } from '../hosts/host.ts';
import type { StartIndexHelpers } from '../scan/index-with-helpers.ts';
import type { CliCommands } from './cli-environment.ts';
import { debugFlowCommand } from './debug-flow-command.ts';
import { endpointsCommand } from './endpoints-command.ts';
import { explainCommand } from './explain-command.ts';
import { explainRuleCommand } from './explain-rule-command.ts';
import { mapCommand } from './map-command.ts';
import { modelCommand } from './model-command.ts';
import { rulesCommand } from './rules-command.ts';
import { scanCommand } from './scan-command.ts';
import { testCommand } from './test-command.ts';
import { validateCommand } from './validate-command.ts';

/** What commands are made of. */
export interface CommandParts {
  readonly host: Host;
  readonly createEngine: () => Engine;
  /** The shipped rules, models and data types. */
  readonly knowledge: readonly KnowledgeFile[];
  readonly startIndexHelpers?: StartIndexHelpers;
}

/** See the head of this file. */
export function createCommands(parts: CommandParts): CliCommands {
  return {
    scan: (args, environment) => scanCommand(parts, args, environment),
    explain: (args, environment) => explainCommand(parts, args, environment),
    endpoints: (args, environment) => endpointsCommand(parts, args, environment),
    map: (args, environment) => mapCommand(parts, args, environment),
    rules: (args, environment) => rulesCommand(parts, args, environment),
    explainRule: (args, environment) => explainRuleCommand(parts, args, environment),
    debugFlow: (args, environment) => debugFlowCommand(parts, args, environment),
    model: (args, environment) => modelCommand(parts, args, environment),
    test: (args, environment) => testCommand(parts, args, environment),
    validate: (args, environment) => validateCommand(parts, args, environment),
  };
}
