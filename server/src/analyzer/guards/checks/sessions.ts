/**
 * Sessions that begin with an identifier somebody else may know, and sessions that never end.
 *
 * Only programs that keep sessions on the server are asked: there the identifier in the cookie is all that a login
 * binds, and all that a logout must end. A login writes who is calling into the session it was given; a logout is told
 * by its path.
 */
import { Op } from '../../ir/opcode.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { calleeAt, importsAny, instructionsIn, lastName, type Placed } from './instructions.ts';
import { type CheckInput, type Remark, remarkAt } from './remark.ts';

const keptOnServer =
  /^(express-session|@fastify\/session|fastify-session|koa-session|koa-generic-session|hono-sessions|connect-[\w-]+)$/;
const loginPath =
  /(^|[/._-])(log-?in|sign-?in|sign-?on|auth(enticate)?|session|sessions|callback|collect|bankid|freja|inloggning|logga-?in)([/._-]|$)/i;
const logoutPath = /(^|[/._-])(log-?(out|off)|sign-?(out|off)|logga-?ut|utloggning)([/._-]|$)/i;
const identityField =
  /^(user|user_?id|uid|account|account_?id|person|personnummer|patient_?id|member|identity|principal|subject|auth|authenticated|is_?auth(enticated)?|is_?logged_?in|logged_?in|passport)$/i;
const renews =
  /^(regenerate|regenerateSession|regenerateId|renew|rotate|changeSessionId|cycleKey|migrate|logIn|login|createSession)$/i;
const ends =
  /^(destroy|destroySession|logout|logOut|signOut|endSession|invalidate\w*|revoke\w*|blacklist\w*|blocklist\w*|denylist\w*|deleteSession\w*|removeSession\w*|clearSession\w*|delete\w*(Token|Session)s?|remove\w*(Token|Session)s?|regenerate|purge\w*|expireSession\w*|terminate\w*)$/i;

/** Logins that keep the identifier of the session. */
export function keptSessions({ input, scope }: CheckInput): readonly Remark[] {
  if (!importsAny(input, (name) => keptOnServer.test(name))) return [];
  const out: Remark[] = [];
  const seen = new Set<number>();
  scope.endpoints.forEach((endpoint, e) => {
    if (
      !loginPath.test(endpoint.path) ||
      logoutPath.test(endpoint.path) ||
      (/^(GET|HEAD|USE)$/.test(endpoint.method) && !/callback|collect/i.test(endpoint.path))
    )
      return;
    const tree = scope.trees[e] ?? new Set();
    let written = -1;
    for (const placed of instructionsIn(input, tree)) {
      const name = calleeAt(input, placed);
      if (name !== '' && renews.test(lastName(name)) && !/jwt|token/i.test(name)) return;
      if (written < 0 && isIdentityStore(placed)) written = placed.module.valueBase + placed.at;
    }
    if (written < 0 || seen.has(written)) return;
    seen.add(written);
    out.push(
      remarkAt(e, written, {
        most: 'high',
        missing: ['the session is not regenerated before it is given to who logged in'],
      }),
    );
  });
  return out;
}

/** `req.session.userId = user.id` */
function isIdentityStore({ module, at }: Placed): boolean {
  const { ir } = module;
  if (ir.op[at] !== Op.Store || !identityField.test(ir.strings[ir.b[at] ?? 0] ?? '')) return false;
  const value = ir.c[at] ?? -1;
  const constant = value >= 0 && ir.op[value] === Op.Const ? ir.constants[ir.a[value] ?? 0] : undefined;
  if (constant && (constant.kind === 'null' || constant.kind === 'undefined')) return false;
  if (constant?.kind === 'boolean' && !constant.value) return false;
  return isSession(module.ir, ir.a[at] ?? -1);
}

function isSession(ir: Placed['module']['ir'], value: number): boolean {
  let at = value;
  for (let steps = 0; at >= 0 && steps < 20; steps++) {
    const op = ir.op[at];
    if (op === Op.Load) return ir.strings[ir.b[at] ?? 0] === 'session';
    if (op !== Op.Copy && op !== Op.Pi && op !== Op.Post && op !== Op.Store) return false;
    at = ir.a[at] ?? -1;
  }
  return false;
}

/** Logouts after which the session can be used on. */
export function endlessSessions({ input, scope }: CheckInput): readonly Remark[] {
  const hasServerSession = importsAny(input, (name) => keptOnServer.test(name));
  const out: Remark[] = [];
  scope.endpoints.forEach((endpoint, e) => {
    if (!logoutPath.test(endpoint.path) || endpoint.handlers.length === 0) return;
    if (/front-?channel|back-?channel|callback|redirect/i.test(endpoint.path)) return;
    const tree = scope.trees[e] ?? new Set();
    const found = readLogout(input, endpoint, tree);
    if (!found || found.isEnded) return;
    const keepsTokens = !hasServerSession && storesRefreshTokens(input);
    if (!hasServerSession && !keepsTokens) return;
    out.push(
      remarkAt(e, found.cleared >= 0 ? found.cleared : endpoint.registration, {
        most: hasServerSession && found.cleared >= 0 ? 'high' : 'medium',
        missing: [
          hasServerSession
            ? 'the session on the server is not destroyed'
            : 'the refresh token that is kept in the database is not revoked',
        ],
      }),
    );
  });
  return out;
}

function readLogout(
  input: CheckInput['input'],
  endpoint: Endpoint,
  tree: ReadonlySet<number>,
): { readonly isEnded: boolean; readonly cleared: number } | undefined {
  let cleared = -1;
  for (const placed of instructionsIn(input, tree)) {
    const { module, at } = placed;
    const { ir } = module;
    const name = calleeAt(input, placed);
    // What the session is without its content is nobody's.
    if (ir.op[at] === Op.Store && ir.strings[ir.b[at] ?? 0] === 'session') return { isEnded: true, cleared };
    if (isForgotten(placed)) return { isEnded: true, cleared };
    if (name === '') continue;
    const last = lastName(name);
    if (ends.test(last)) return { isEnded: true, cleared };
    if (isRemoval(input, placed)) return { isEnded: true, cleared };
    if (
      cleared < 0 &&
      /^(clearCookie|cookie|setCookie|deleteCookie|removeCookie|delete|set)$/.test(last) &&
      /cookie/i.test(name)
    )
      cleared = module.valueBase + at;
  }
  return endpoint.handlers.length > 0 ? { isEnded: false, cleared } : undefined;
}

/** `req.session.user = null`, `delete req.session.userId`: what bound the session to somebody is gone. */
function isForgotten({ module, at }: Placed): boolean {
  const { ir } = module;
  if (ir.op[at] === Op.Del) return isSession(ir, ir.a[at] ?? -1);
  return (
    ir.op[at] === Op.Store &&
    isSession(ir, ir.a[at] ?? -1) &&
    identityField.test(ir.strings[ir.b[at] ?? 0] ?? '')
  );
}

/** A query that removes or changes records: of sessions, tokens, or of the user whose token version it raises. */
function isRemoval({ callGraph, models }: CheckInput['input'], { module, at }: Placed): boolean {
  const site = callGraph.siteOfValue[module.valueBase + at] ?? -1;
  if (site < 0) return false;
  for (let k = callGraph.stateStart[site] ?? 0; k < (callGraph.stateStart[site + 1] ?? 0); k++) {
    const queries = models.states[callGraph.states[k] ?? 0]?.call?.queries ?? [];
    if (queries.some(({ operation }) => operation === 'delete' || operation === 'update')) return true;
  }
  return /^(save|destroy|del|update|updateOne|updateMany|deleteOne|deleteMany|findByIdAndUpdate|findOneAndUpdate|findOneAndDelete|query|execute|raw|\$executeRaw)$/.test(
    lastName(callGraph.calleeName(site)),
  );
}

/** Whether refresh tokens are written to a database somewhere. */
function storesRefreshTokens(input: CheckInput['input']): boolean {
  return input.program.schemas.some(({ models }) =>
    models.some(
      ({ name, fields }) =>
        /refresh_?token|^session$/i.test(name) ||
        fields.some((field) => /refresh_?token(_?hash)?$/i.test(field.name)),
    ),
  );
}
