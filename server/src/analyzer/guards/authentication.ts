/**
 * Whether anything on the way to a handler asks who is calling.
 *
 * Generous on purpose: a value of the caller, a call or a chain member whose name speaks of it, a credential that is
 * read. Only where there is none of these, in a program that asks elsewhere, can it be said that somebody forgot.
 */
import { Op } from '../ir/opcode.ts';
import { asksNobody, speaksOfCallers } from './caller-words.ts';
import type { ExposedType } from './draft-finding.ts';
import type { Endpoint } from './endpoints/endpoint.ts';
import { functionAt, type GuardInput, instructionsOf } from './guard-context.ts';

/** `unknown`: something runs before the handler whose code and purpose are not known. */
export type Authentication = 'seen' | 'none' | 'unknown';

const credentialField = /^(authorization|x-api-key|x-auth-token|cookies?|session|user)$/i;

/** Ways that are open by nature: signing in and up, and what machines call. */
const openPath =
  /(?:^|[/._-])(?:log-?in|sign-?(?:in|up|on)|register$|registration$|forgot|reset|recover|otp|verify-?(?:email|phone|otp|code|account|token)|refresh|password|callback|webhook|health|status|token|captcha|oauth|sso|bankid|kiosk|invite|docs|seed|debug|tests?(?:$|[/._-]))/i;
const publicPath = /(?:^|[/._-])public(?:$|[/._-])/i;

/** Whether an endpoint is open by nature, as its path says. What is ill with people is public nowhere. */
export function isOpenByNature(endpoint: Endpoint, types: readonly ExposedType[] = []): boolean {
  if (openPath.test(endpoint.path)) return true;
  return publicPath.test(endpoint.path) && !types.some(({ type }) => isPrivateEverywhere(type));
}

function isPrivateEverywhere({ level, category }: ExposedType['type']): boolean {
  return level === 'special' || level === 'acute' || category === 'demographic';
}

/** Ways of people who are not signed in yet: what they name is their own account, as far as the path says. */
const accountPath =
  /(?:^|[/._-])(?:log-?(?:in|out)|sign-?(?:in|up|on|out)|register$|registration$|forgot|reset|recover|otp|verify-?(?:email|phone|otp|code|account|token)|refresh-?token|password|oauth|sso)/i;

/** Whether an endpoint is about signing in, as its path says. */
export function isAboutAccounts(endpoint: Endpoint): boolean {
  return accountPath.test(endpoint.path);
}

/** Judges one endpoint. `callers` are functions in which a value of the caller begins; `tree` what runs; `asking`: what is known. */
export function authenticationOf(
  input: GuardInput,
  endpoint: Endpoint,
  tree: ReadonlySet<number>,
  callers: ReadonlySet<number>,
  asking: Map<number, boolean>,
): Authentication {
  if (endpoint.chain.some(({ name }) => speaksOfCallers(name))) return 'seen';
  for (const f of tree) {
    if (callers.has(f)) return 'seen';
    let asks = asking.get(f);
    if (asks === undefined) {
      asks = asksForCaller(input, f);
      asking.set(f, asks);
    }
    if (asks) return 'seen';
  }
  if (endpoint.doubts.length > 0) return 'unknown';
  const isUnknown = endpoint.chain.some(
    ({ name, functions, kind }) => kind !== 'mark' && functions.length === 0 && !asksNobody(name),
  );
  return isUnknown ? 'unknown' : 'none';
}

function asksForCaller(input: GuardInput, f: number): boolean {
  const at = functionAt(input.program, f);
  if (!at) return false;
  const { ir, valueBase } = at.module;
  if (speaksOfCallers(ir.functions[at.local]?.name ?? '')) return true;
  const [first, end] = instructionsOf(at.module, at.local);
  for (let i = first; i < end; i++) {
    if (ir.op[i] === Op.Call) {
      const site = input.callGraph.siteOfValue[valueBase + i] ?? -1;
      if (site < 0) continue;
      if (speaksOfCallers(input.callGraph.calleeName(site))) return true;
      if (input.configured.ensuredAt(site).length > 0) return true;
    } else if (ir.op[i] === Op.Load && credentialField.test(ir.strings[ir.b[i] ?? 0] ?? '')) return true;
    else if (ir.op[i] === Op.Const) {
      const constant = ir.constants[ir.a[i] ?? 0];
      if (constant?.kind === 'string' && credentialField.test(constant.value)) return true;
    }
  }
  return false;
}
