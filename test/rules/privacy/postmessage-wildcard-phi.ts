// A message goes to the site that is meant.

// @file: src/frame.ts
interface Patient {
  id: string;
  personnummer: string;
}

// @example: bad
export function share(patient: Patient) {
  window.parent.postMessage({ number: patient.personnummer }, '*'); // ruleid: postmessage-wildcard-phi {nid.se.personnummer}
}
// @end

// @example: good
export function shareSafely(patient: Patient) {
  window.parent.postMessage({ number: patient.personnummer }, 'https://care.example.com'); // ok: postmessage-wildcard-phi
}
// @end

export function more(patient: Patient, frame: HTMLIFrameElement) {
  frame.contentWindow?.postMessage(patient.personnummer, '*'); // ruleid: postmessage-wildcard-phi {nid.se.personnummer}
  frame.contentWindow?.postMessage({ id: patient.id }, '*'); // ok: postmessage-wildcard-phi
}
