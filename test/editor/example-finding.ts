/**
 * The finding of the example that editors are shown with: any login, any personnummer, the whole person.
 */

/** Lines count from 1. `code` stands in the line. */
export const exampleFinding = {
  file: 'src/routes/lookup.ts',
  line: 22,
  rule: 'lookup-by-national-id',
  code: 'res.json(person)',
} as const;
