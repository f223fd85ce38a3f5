// The title of a page goes where its address goes.

// @file: src/Diagnosis.tsx
interface Visit {
  id: string;
  diagnosis: string;
  unit: string;
}

// @example: bad
export function open(visit: Visit) {
  document.title = `${visit.diagnosis} – journal`; // ruleid: health-term-in-page-url {clin.diagnosis}
}
// @end

// @example: good
export function openPlain(visit: Visit) {
  document.title = `Visit to ${visit.unit}`; // ok: health-term-in-page-url
}
// @end

export const Head = ({ visit }: { visit: Visit }) => <title>{visit.diagnosis}</title>; // ruleid: health-term-in-page-url {clin.diagnosis}
export const Plain = ({ visit }: { visit: Visit }) => <title>{visit.unit}</title>; // ok: health-term-in-page-url
export const Text = ({ visit }: { visit: Visit }) => <p>{visit.diagnosis}</p>; // ok: health-term-in-page-url
