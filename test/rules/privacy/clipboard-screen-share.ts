// The clipboard is everybody's.

// @file: src/copy.ts
import * as Clipboard from 'expo-clipboard';

// @example: bad
export const copy = (patient: { personnummer: string }) => navigator.clipboard.writeText(patient.personnummer); // ruleid: clipboard-screen-share {nid.se.personnummer}
// @end

// @example: good
export const copySafely = (visit: { id: string }) => navigator.clipboard.writeText(visit.id); // ok: clipboard-screen-share
// @end

export const onDevice = (visit: { diagnosis: string }) => Clipboard.setStringAsync(visit.diagnosis); // ruleid: clipboard-screen-share {clin.diagnosis}
