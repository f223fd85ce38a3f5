// A scope names what is used.

// @file: src/smart.ts
import FHIR from 'fhirclient';

// @example: bad
export const start = () => FHIR.oauth2.authorize({ clientId: 'care', scope: 'openid user/*.*' }); // ruleid: fhir-system-scope
// @end

// @example: good
export const startSafely = () => FHIR.oauth2.authorize({ clientId: 'care', scope: 'openid patient/Observation.rs' }); // ok: fhir-system-scope
// @end

export const background = 'system/*.read'; // ruleid: fhir-system-scope
export const own = 'launch patient/*.read'; // ok: fhir-system-scope
export const everything = 'launch patient/*.*'; // ruleid: fhir-system-scope
export const pattern = 'src/*.ts'; // ok: fhir-system-scope
