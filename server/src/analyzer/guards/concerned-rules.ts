/** Whether a guard rule is about what happens to a record with some data types. */
import type { GuardSpec } from '../rules/rule.ts';
import { selectsType } from '../taint/lanes.ts';
import type { ExposedType } from './draft-finding.ts';

/** See the head of this file. */
export function concerns(spec: GuardSpec, operation: string, types: readonly ExposedType[]): boolean {
  const known = spec.operations as readonly string[];
  return (
    (known.includes(operation) || (operation === 'list' && known.includes('read'))) &&
    types.some(({ type }) => selectsType(spec.resource, type))
  );
}
