/**
 * Names of functions and members of chains that speak of who is calling, or of nobody.
 */

const ofCallers =
  /auth|login|signed?_?in|session|jwt|token|protect|guard|passport|verify|secure|current_?user|get_?user|principal|identity|permission|roles?$|admin|credential|api_?key|hmac|signature|secret|restrict|ensure|private|acl|policy|bearer|clerk|keycloak|subject/i;
const ofNobody =
  /cors|helmet|json|urlencoded|body|parser|compress|morgan|log|limit|throttl|static|upload|multer|valid|cache|i18n|csrf|favicon|timeout|metric|trace|async|wrap|catch|error|format|transform|serializ|interceptor/i;

/** Whether a name speaks of who is calling: signing in, sessions, tokens, roles. */
export function speaksOfCallers(name: string): boolean {
  return ofCallers.test(name);
}

/** Whether a member of a chain is about other things, as its name says. */
export function asksNobody(name: string): boolean {
  return ofNobody.test(name) && !ofCallers.test(name);
}
