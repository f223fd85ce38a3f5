// The narrative of a resource is markup of others.

// @file: src/narrative.tsx
import DOMPurify from 'dompurify';
import type { Observation } from 'fhir/r4';

// @example: bad
export const Narrative = ({ resource }: { resource: Observation }) => (
  <div dangerouslySetInnerHTML={{ __html: resource.text?.div ?? '' }} /> // ruleid: fhir-narrative-passthrough
);
// @end

// @example: good
export const NarrativeSafely = ({ resource }: { resource: Observation }) => (
  <div dangerouslySetInnerHTML={{ __html: DOMPurify.sanitize(resource.text?.div ?? '') }} /> // ok: fhir-narrative-passthrough
);
// @end

export function show(box: HTMLElement, resource: Observation) {
  box.innerHTML = `<p>${resource.text?.div}</p>`; // ruleid: fhir-narrative-passthrough
  box.textContent = resource.status; // ok: fhir-narrative-passthrough
}
