import type { Request } from 'express';

export interface Patient extends Base<string>, Named {
  id: string;
  names: readonly Name[];
  notes?: Map<string, Note>;
}
type Name = { given: string } | null;
type Loader = (id: string) => Promise<Patient>;

function isPatient(value: unknown): value is Patient {
  return value !== null;
}
function assertPatient(value: unknown): asserts value is Patient {
  if (!isPatient(value)) throw new Error();
}
export function read(request: Request<{ id: string }>, load: Loader): [Patient['id'], keyof Patient] {
  const raw = request.body as Patient;
  const checked = raw satisfies Base<string>;
  const other: typeof raw = <Patient>checked;
  assertPatient(other);
  return [other!.id, 'id'];
}
