/**
 * How many nodes of a file evaluating a program looks at, roughly; so that terms of which there are few come first.
 *
 * It depends on the program alone, and is found once for each.
 */
import type { Program } from './compile-formula.ts';
import { breadthOf } from './match-pattern.ts';

const positivesInOrder = new WeakMap<Program, readonly Program[]>();

/** The positive terms, those first of which there are few. */
export function rarestFirst(program: Program & { readonly kind: 'all' }): readonly Program[] {
  const known = positivesInOrder.get(program);
  if (known !== undefined) return known;
  const sorted = [...program.positives].sort(
    (left, right) => breadthOfProgram(left) - breadthOfProgram(right),
  );
  positivesInOrder.set(program, sorted);
  return sorted;
}

const breadths = new WeakMap<Program, number>();

/** How many nodes evaluating the program looks at, roughly; see {@link breadthOf}. */
export function breadthOfProgram(program: Program): number {
  let breadth = breadths.get(program);
  if (breadth === undefined) {
    breadth = measureBreadth(program);
    breadths.set(program, breadth);
  }
  return breadth;
}

function measureBreadth(program: Program): number {
  switch (program.kind) {
    case 'pattern':
      return breadthOf(program.pattern);
    case 'regex':
    case 'generic':
    case 'dockerfile':
      return 1;
    case 'inside':
    case 'anywhere':
      return breadthOfProgram(program.part);
    case 'any':
      return Math.max(0, ...program.parts.map(breadthOfProgram));
    case 'all':
      return program.positives.length === 0 ? 3 : Math.min(...program.positives.map(breadthOfProgram));
  }
}
