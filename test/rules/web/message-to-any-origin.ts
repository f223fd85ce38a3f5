declare const frame: HTMLIFrameElement;
declare const session: { token: string; theme: string };
declare const password: string;

// @example: bad
window.parent.postMessage({ token: session.token }, '*'); // ruleid: message-to-any-origin
// @end
// @example: good
window.parent.postMessage({ token: session.token }, 'https://care.example.com'); // ok: message-to-any-origin
// @end
window.opener.postMessage(password, '*'); // ruleid: message-to-any-origin
frame.contentWindow?.postMessage({ type: 'login', password }, '*'); // ruleid: message-to-any-origin
frame.contentWindow?.postMessage({ type: 'resize', height: 400 }, '*'); // ok: message-to-any-origin
window.parent.postMessage(session.theme, '*'); // ok: message-to-any-origin
