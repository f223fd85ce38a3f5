/** The access token lives in memory only: a reload means a new, silent log-in. */
let token: string | null = null;

export function setToken(value: string | null): void {
  token = value;
}

export function authHeaders(): Record<string, string> {
  return token ? { authorization: `Bearer ${token}` } : {};
}

/** The login service hands the token over in the fragment, which is never sent to a server. */
export function takeTokenFromFragment(): boolean {
  const match = /^#token=([\w.-]+)$/.exec(window.location.hash);
  if (!match?.[1]) {
    return false;
  }
  setToken(match[1]);
  window.history.replaceState(null, '', window.location.pathname);
  return true;
}
