/**
 * Whether a call tells the database who is calling, in the setting that the policies of the rows in question compare:
 * `SELECT set_config('app.user_id', $1, true)`, `SET LOCAL app.user_id = '…'`.
 *
 * From one call to whether what comes after it on the same connection sees the caller's rows only. A pool hands out
 * another connection each time it is asked, so what it was told says nothing about what it is asked next.
 */
import { argumentAt } from '../callgraph/call-arguments.ts';
import { queryChain } from '../callgraph/query-chain.ts';
import { statementOf } from '../callgraph/statement-text.ts';
import { Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';
import { argumentsOf, type CheckContext, note } from './check-context.ts';
import { methodName } from './condition-shapes.ts';
import { nameOfValue, originOf } from './endpoints/value-origin.ts';
import { rowRuleOf } from './row-policies.ts';

const setting =
  /\bset_config\s*\(\s*'([\w.]{1,100})'\s*,|^\s*set\s+(?:local\s+|session\s+)?([\w.]{1,100})\s*(?:=|\bto\b)/gi;

/** Whether the call (file-local) is one, for the query that the checks are about. */
export function tellsDatabase(checks: CheckContext, module: ProgramModule, call: number): boolean {
  if (!checks.level.ties) return false;
  const isOfCaller = argumentsOf(module, call).some((argument) =>
    checks.view.isOfCaller(module.valueBase + argument, checks.q),
  );
  if (!isOfCaller) return false;
  const told = argumentsOf(module, call).flatMap((argument) => settingsIn(textOf(module, argument)));
  if (told.length === 0) return false;
  // Whichever record is meant: of one of them it may be so.
  if (checks.q < 0) return true;
  const { input, queries } = checks.view.context;
  const query = queries[checks.q];
  const rule = query && rowRuleOf(input.program, query.resource, query.model.operation);
  if (!query || rule?.kind !== 'caller' || rule.settings.length === 0) return false;
  if (!rule.settings.every((name) => told.includes(name)) || !isSameConnection(checks, module, call))
    return false;
  note(checks, 'policy', module.valueBase + call, rule.text);
  return true;
}

function settingsIn(text: string): readonly string[] {
  return [...text.matchAll(setting)].flatMap(([, first, second]) => first ?? second ?? []);
}

/** Whether the query goes through what the call was made on, and that is no pool. */
function isSameConnection(checks: CheckContext, module: ProgramModule, call: number): boolean {
  const { input, queries } = checks.view.context;
  const query = queries[checks.q];
  const owner = query && input.program.modules[query.module];
  const receiver = receiverOf(module, call);
  if (!query || !owner || receiver < 0) return false;
  const told = originOf(input, module.valueBase + receiver, 0);
  if (!isOneConnection(checks, told)) return false;
  const { roots } = queryChain(owner, input.callGraph, input.models, query.value - owner.valueBase);
  const asked = [receiverOf(owner, query.value - owner.valueBase), ...roots].flatMap((value) => {
    if (value < 0) return [];
    // `tx.patient` of a client whose members are the models.
    const holder = owner.ir.op[value] === Op.Load ? (owner.ir.a[value] ?? -1) : -1;
    return holder < 0 ? [value] : [value, holder];
  });
  return asked.some((value) => isSame(checks, originOf(input, owner.valueBase + value, 0), told));
}

/** What a method is called on; of a template (`` sql`…` ``) the function itself. */
function receiverOf({ ir }: ProgramModule, call: number): number {
  if (ir.op[call] !== Op.Call) return -1;
  const receiver = ir.b[call] ?? -1;
  return receiver >= 0 ? receiver : (ir.a[call] ?? -1);
}

/** How drivers hand out one connection. */
const connecting =
  /^(connect|acquire|reserve|getConnection|getClient|createConnection|createQueryRunner|beginTransaction|begin|transaction|startTransaction)$/;

/** Whether a value is one connection: handed out by a call, handed to a function, or made; nothing that may be several. */
function isOneConnection(checks: CheckContext, origin: number, depth = 0): boolean {
  const { input } = checks.view.context;
  const module = input.moduleOf(origin);
  const local = origin - (module?.valueBase ?? 0);
  switch (module?.ir.op[local]) {
    case Op.Param:
      // What a library hands to a function is what it was asked for.
      return (
        depth < 3 && handedAs(checks, origin).every((given) => isOneConnection(checks, given, depth + 1))
      );
    case Op.Call:
      return connecting.test(methodName(module, local));
    case Op.New:
      return /client|connection/i.test(nameOfValue(input, module.valueBase + (module.ir.a[local] ?? 0)));
    default:
      return false;
  }
}

/** One value, or a connection that a function was handed by who was told. */
function isSame(checks: CheckContext, asked: number, told: number): boolean {
  if (asked === told) return true;
  const given = handedAs(checks, asked);
  return given.length > 0 && given.every((value) => value === told);
}

/** Origins (global) of what the calls in this endpoint hand over as a parameter; empty if the value is none. */
function handedAs({ view }: CheckContext, parameter: number): readonly number[] {
  const { input } = view.context;
  const { callGraph, graph } = input;
  const module = input.moduleOf(parameter);
  const local = parameter - (module?.valueBase ?? 0);
  if (module?.ir.op[local] !== Op.Param) return [];
  const f = module.functionBase + (module.ir.functionOf[local] ?? 0);
  const out: number[] = [];
  for (let k = callGraph.callerStart[f] ?? 0; k < (callGraph.callerStart[f + 1] ?? 0); k++) {
    const value = callGraph.sites[callGraph.callers[k] ?? 0] ?? -1;
    const owner = input.moduleOf(value);
    if (!owner || !view.isRunning(graph.functionOf(value))) continue;
    const argument = argumentAt(owner, value - owner.valueBase, module.ir.a[local] ?? 0);
    out.push(argument < 0 ? -1 : originOf(input, owner.valueBase + argument, 0));
  }
  return out;
}

/** The text of a statement, also as a template that a function is put before; empty if none is seen. */
function textOf(module: ProgramModule, value: number, depth = 0): string {
  const { ir } = module;
  if (value < 0 || depth > 4) return '';
  const known = statementOf(module, value);
  if (known) return known.text;
  if (ir.op[value] === Op.Arr) {
    const list = ir.a[value] ?? 0;
    const texts = Array.from({ length: ir.args[list] ?? 0 }, (_, k) =>
      textOf(module, ir.args[list + 1 + k] ?? -1, depth + 1),
    );
    return texts.join(' ? ');
  }
  if (ir.op[value] !== Op.Call) return '';
  return argumentsOf(module, value)
    .map((argument) => textOf(module, argument, depth + 1))
    .join(' ');
}
