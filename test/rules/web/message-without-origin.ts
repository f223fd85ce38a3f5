// Who sent a message is looked at first.

// @file: src/frame.ts
declare function show(text: string): void;

// @example: bad
// ruleid: message-without-origin
window.addEventListener('message', (event) => {
  show(event.data);
});
// @end

// @example: good
// ok: message-without-origin
window.addEventListener('message', (event) => {
  if (event.origin !== 'https://care.example.com') return;
  show(event.data);
});
// @end

// ok: message-without-origin
window.addEventListener('resize', (event) => {
  show(String(event.timeStamp));
});
