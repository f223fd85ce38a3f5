/**
 * Links that give health data to whoever holds them: found by a secret of the address, without login, and without an
 * end.
 *
 * A link is meant to be opened by one person for some time. Where the code looks at an expiry, marks the link as used
 * or asks for something more, it is let be.
 */
import { Op } from '../../ir/opcode.ts';
import { isAboutAccounts } from '../authentication.ts';
import { isSecretField } from '../filter-words.ts';
import type { GuardInput } from '../guard-context.ts';
import { calleeAt, instructionsIn, lastName } from './instructions.ts';
import { type CheckInput, type Remark, remarkOn } from './remark.ts';

const endingField =
  /expir|valid_?(until|to|thru|till)|not_?after|used_?at|is_?used|^used$|consumed|redeemed|revoked|opened_?at|max_?(views|uses)|attempts|ttl|giltig/i;
const endingCall =
  /expire|isBefore|isAfter|isPast|isFuture|consume|redeem|revoke|one_?time|verify_?(otp|pin|code)/i;

/** See the head of this file. */
export function linksWithoutLogin({
  input,
  scope,
  solution,
  judged,
  authenticationOf,
}: CheckInput): readonly Remark[] {
  if (!solution) return [];
  const out: Remark[] = [];
  for (const one of judged) {
    const endpoint = scope.endpoints[one.endpoint];
    if (!one.isRead || !endpoint || isAboutAccounts(endpoint) || authenticationOf(one.endpoint) === 'unknown')
      continue;
    if (!one.types.some(({ type }) => type.level === 'special' || type.level === 'acute')) continue;
    const view = solution.viewOf(one.endpoint);
    if (!view.isFoundBySecret(one.q) || view.isFoundByCaller(one.q)) continue;
    const tree = scope.trees[one.endpoint] ?? new Set();
    if ([...tree].some((f) => solution.callerFunctions().has(f)) || ends(input, tree)) continue;
    // The secret must come with the address; one of a header or a body is typed in or kept by a program.
    const keys = [...view.filterKeys(one.q)];
    if (keys.every((key) => /body|header|cookie|payload|json|form/i.test(key.slice(0, key.lastIndexOf('.')))))
      continue;
    const isShort = keys.some((key) => /code|pin|otp/i.test(key) && !isSecretField(key));
    out.push(
      remarkOn(solution, one, {
        most: 'medium',
        missing: [
          'nobody is asked to log in',
          'no expiry, single use or second secret is looked at',
          ...(isShort ? ['a code that is short enough to type can be guessed'] : []),
        ],
      }),
    );
  }
  return out;
}

/** Whether the code of an endpoint looks at when a link ends. */
function ends(input: GuardInput, tree: ReadonlySet<number>): boolean {
  for (const placed of instructionsIn(input, tree)) {
    const { ir } = placed.module;
    const op = ir.op[placed.at];
    if ((op === Op.Load || op === Op.Store) && endingField.test(ir.strings[ir.b[placed.at] ?? 0] ?? ''))
      return true;
    const name = calleeAt(input, placed);
    if (name !== '' && endingCall.test(lastName(name))) return true;
  }
  return false;
}
