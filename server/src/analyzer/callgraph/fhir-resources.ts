/**
 * The kind of FHIR resource that a call names: `'Patient'`, `'Patient/123?…'`, `{ resourceType: 'Patient' }`,
 * `{ url: 'Patient' }`.
 *
 * Only what stands in the code counts. A kind that is chosen at run time, or none at all, is `Resource`, which is what
 * all kinds are.
 */
import { Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';
import { statementOf } from './statement-text.ts';

/** How a model names the schema of FHIR. */
export const fhirSchema = 'fhir';

/** Any kind of resource. */
export const anyFhirResource = 'Resource';

const resourceName = /^\/?([A-Z][A-Za-z]{2,40})(?=$|[\s/?])/;
const maxSteps = 60;

/** The kind that a value (file-local) names. */
export function fhirResourceOf(module: ProgramModule, value: number): string {
  return namedBy(module, value, 0) ?? anyFhirResource;
}

function namedBy(module: ProgramModule, value: number, depth: number): string | undefined {
  const { ir } = module;
  let at = value;
  for (let steps = 0; at >= 0 && steps < maxSteps && depth < 4; steps++) {
    switch (ir.op[at]) {
      case Op.Copy:
      case Op.Pi:
      case Op.Post:
      case Op.Spread:
        at = ir.a[at] ?? -1;
        break;
      case Op.CellGet:
        at = ir.cells[ir.a[at] ?? 0]?.singleValue ?? -1;
        break;
      case Op.Store: {
        const field = ir.strings[ir.b[at] ?? 0] ?? '';
        if (field === 'resourceType' || field === 'url') {
          const named = namedBy(module, ir.c[at] ?? -1, depth + 1);
          if (named !== undefined || field === 'resourceType') return named;
        }
        at = ir.a[at] ?? -1;
        break;
      }
      default:
        return resourceName.exec(statementOf(module, at)?.text ?? '')?.[1];
    }
  }
  return undefined;
}
