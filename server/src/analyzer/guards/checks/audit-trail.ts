/**
 * Patient records that are read, changed or searched without a line in the audit log, where others write one.
 *
 * Only a program that has such a log can forget it: at least three endpoints with patient data keep it, and at least six
 * of ten. Said once for each endpoint, at the first record that leaves or changes.
 */
import { Op } from '../../ir/opcode.ts';
import { isAboutAccounts } from '../authentication.ts';
import type { GuardInput } from '../guard-context.ts';
import { calleeAt, instructionFinder, type Placed, textAt } from './instructions.ts';
import { type CheckInput, type Remark, remarkOn } from './remark.ts';

const auditName =
  /audit|(access|activity|read|view|lookup|patient|journal|disclosure)_?(log|trail)(?!in)|log_?(access|read|view|lookup|disclosure|patient)|record_?(access|disclosure|view)|track_?(access|disclosure)|åtkomst|loggpost|StoreLog/i;
const auditedEvent = /(audit|accessed|viewed|disclosed|\.read$|access\.)/i;
const emitName = /(^|\.)(emit|publish|dispatch|send|produce)(Async)?$/i;

/** Fewer endpoints that keep the log are no habit. */
const minKeeping = 3;
const minShare = 0.6;

/** See the head of this file. */
export function unauditedRecords({ input, scope, solution, judged }: CheckInput): readonly Remark[] {
  if (!solution) return [];
  const touching = [...new Set(judged.map(({ endpoint }) => endpoint))].sort((a, b) => a - b);
  const auditsIn = instructionFinder(input, (placed) => isAudit(input, placed));
  const isKeeping = new Map(
    touching.map((e) => [
      e,
      scope.endpoints[e]?.chain.some(({ name }) => auditName.test(name)) === true ||
        auditsIn(scope.trees[e] ?? new Set()).length > 0,
    ]),
  );
  const kept = touching.filter((e) => isKeeping.get(e) === true).length;
  if (kept < minKeeping || kept < touching.length * minShare) return [];
  const out: Remark[] = [];
  for (const e of touching) {
    const endpoint = scope.endpoints[e];
    if (!endpoint || isKeeping.get(e) === true || isAboutAccounts(endpoint)) continue;
    const first = judged.find((one) => one.endpoint === e);
    if (!first) continue;
    out.push(
      remarkOn(solution, first, {
        missing: ['nothing on the way writes to the audit log'],
        siblings: `${kept} of ${touching.length - 1} other endpoints with patient data write to the audit log`,
      }),
    );
  }
  return out;
}

function isAudit(input: GuardInput, placed: Placed): boolean {
  const name = calleeAt(input, placed);
  if (name === '') return false;
  if (auditName.test(name)) return true;
  if (!emitName.test(name)) return false;
  const { ir } = placed.module;
  const list = ir.c[placed.at] ?? 0;
  for (let k = 1; ir.op[placed.at] === Op.Call && k <= (ir.args[list] ?? 0); k++)
    if (auditedEvent.test(textAt(placed.module, ir.args[list + k] ?? -1) ?? '')) return true;
  return false;
}
