/**
 * What processors of spans take away: classes of the project whose methods get each span before it is sent.
 *
 * `spanProcessors: [new Reducer(), new BatchSpanProcessor(exporter)]`: in `onStart`, `onEnding` or `onEnd` of `Reducer` an
 * attribute is deleted or replaced. Names are those of attributes. Processors of libraries remove nothing that is known.
 */
import type { LiteralReader } from '../classification/read-literal.ts';
import { Op } from '../ir/opcode.ts';
import { callArguments } from '../ir/operands.ts';
import { type Removal, removedIn } from './removed-fields.ts';

/** Methods of a processor that get the span. */
const spanMethods: ReadonlySet<string> = new Set(['onStart', 'onEnding', 'onEnd']);
const attributesField = 'attributes';
/** Processors inside processors that are looked into. */
const maxDepth = 3;

/** What the processors in a value (one, or a list of them) remove of the attributes of a span. */
export function removedByProcessors(literals: LiteralReader, value: number, depth = 0): readonly Removal[] {
  const listed = literals.elementsOf(value);
  if (listed !== undefined)
    return depth > maxDepth ? [] : listed.flatMap((entry) => removedByProcessors(literals, entry, depth + 1));
  const made = literals.placeOf(value);
  if (made === undefined || depth > maxDepth || made.module.ir.op[made.local] !== Op.New) return [];
  const { ir, valueBase } = made.module;
  // A processor may be handed the one that runs behind it.
  const inner = [...callArguments(ir, made.local)].flatMap((argument) =>
    argument < 0 ? [] : removedByProcessors(literals, valueBase + argument, depth + 1),
  );
  const place = literals.placeOf(valueBase + (ir.a[made.local] ?? -1));
  if (place === undefined || place.module.ir.op[place.local] !== Op.Class) return inner;
  const members = place.module.ir.classes[place.module.ir.a[place.local] ?? -1]?.members ?? [];
  const own = members.flatMap(({ name, functionId }) =>
    spanMethods.has(name) && functionId >= 0 ? removedIn(literals, place.module, functionId) : [],
  );
  return [...own.flatMap(ofAttributes), ...inner];
}

/** The removal as one of an attribute: `span.attributes.ssn` is `ssn`. */
function ofAttributes(removal: Removal): readonly Removal[] {
  if (removal.isAnywhere || removal.compared !== undefined) return [removal];
  return removal.steps[0] === attributesField ? [{ ...removal, steps: removal.steps.slice(1) }] : [];
}
