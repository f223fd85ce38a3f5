/**
 * What runs before resolvers of GraphQL by a table beside them: rules of GraphQL Shield
 * (`shield({ Query: { patient: isOwner } })`) and wrappers of `composeResolvers(resolvers, { 'Query.patient': [f()] })`.
 *
 * From type and field to members of a chain. Of rules of which one is enough, each must tie or lift.
 */
import { argumentAt } from '../../callgraph/call-arguments.ts';
import { Op } from '../../ir/opcode.ts';
import type { ChainMember, EndpointInput } from './endpoint.ts';
import { callBehind, elementsOf, fieldsOf, nameOfValue, placeOf, returnedValue } from './value-origin.ts';

/** Members for a field of a type (`Query`, `patient`), outermost first. */
export type ResolverGuards = (type: string, field: string) => readonly ChainMember[];

const maxDepth = 6;

/** Reads all tables of a program. */
export function collectResolverGuards(input: EndpointInput): ResolverGuards {
  const shields: ReadonlyMap<string, number>[] = [];
  const composed: { readonly pattern: string; readonly value: number }[] = [];
  for (const value of input.callGraph.sites) {
    const name = calleeOf(input, value);
    if (name !== 'shield' && name !== 'composeResolvers') continue;
    const given = argumentOf(input, value, name === 'shield' ? 0 : 1);
    if (given < 0) continue;
    if (name === 'shield') shields.push(fieldsOf(input, given));
    else for (const [pattern, one] of fieldsOf(input, given)) composed.push({ pattern, value: one });
  }
  if (shields.length === 0 && composed.length === 0) return () => [];
  return (type, field) => [
    ...shields.flatMap((table) => shieldOf(input, table, type, field)),
    ...composed.flatMap(({ pattern, value }) =>
      matches(pattern, type, field) ? elementsOf(input, value).map((one) => wrapperOf(input, one)) : [],
    ),
  ];
}

/** Name of a function of a library that a call calls. */
function calleeOf(input: EndpointInput, value: number): string {
  const place = placeOf(input, value);
  const callee = place?.module.ir.op[place.local] === Op.Call ? (place.module.ir.a[place.local] ?? -1) : -1;
  if (!place || callee < 0 || place.module.facts.isTest) return '';
  const { ir } = place.module;
  if (ir.op[callee] === Op.Import) return ir.imports[ir.a[callee] ?? 0]?.name ?? '';
  return ir.op[callee] === Op.Load ? (ir.strings[ir.b[callee] ?? 0] ?? '') : '';
}

function argumentOf(input: EndpointInput, call: number, index: number): number {
  const place = placeOf(input, call);
  const argument = place ? argumentAt(place.module, place.local, index) : -1;
  return place && argument >= 0 ? place.module.valueBase + argument : -1;
}

function shieldOf(
  input: EndpointInput,
  table: ReadonlyMap<string, number>,
  type: string,
  field: string,
): readonly ChainMember[] {
  const ofType = table.get(type) ?? table.get('*');
  if (ofType === undefined) return [];
  const fields = fieldsOf(input, ofType);
  const rule = fields.size === 0 ? ofType : (fields.get(field) ?? fields.get('*'));
  return rule === undefined ? [] : membersOf(input, rule, 0);
}

/** What a rule is made of: one function, or others that must all, or of which one must, say yes. */
function membersOf(input: EndpointInput, rule: number, depth: number): readonly ChainMember[] {
  const value = callBehind(input, rule);
  const place = placeOf(input, value);
  const name = nameOfValue(input, rule) || nameOfValue(input, value);
  const named: ChainMember = { kind: 'guard', name, functions: [], words: [] };
  if (place?.module.ir.op[place.local] !== Op.Call || depth > maxDepth)
    return name === 'allow' ? [] : [named];
  const made = calleeOf(input, value);
  const parts = () => {
    const out: number[] = [];
    for (let k = 0, one = argumentOf(input, value, 0); one >= 0; k++, one = argumentOf(input, value, k))
      out.push(one);
    return out;
  };
  if (made === 'and' || made === 'chain') return parts().flatMap((one) => membersOf(input, one, depth + 1));
  if (made === 'or' || made === 'race') {
    const any = parts().map((one) => membersOf(input, one, depth + 1));
    const isPlain = any.every(([only, ...more]) => more.length === 0 && only?.functions.length === 1);
    return [
      isPlain
        ? { ...named, functions: any.flatMap(([only]) => only?.functions ?? []), isAnyOf: true }
        : named,
    ];
  }
  if (made !== '') return [named];
  // `rule({ cache: 'strict' })(async (parent, args, ctx) => …)`, also with a name before the options.
  const functions = parts().flatMap((one) => input.callGraph.functionsOf(one));
  return [{ ...named, functions }];
}

/** `*`, `Query.*`, `Query.patient`, `Query.{patient,visit}`, `{Query,Mutation}.*`, and what none of these is: `Query.!patient`. */
function matches(pattern: string, type: string, field: string): boolean {
  const [types = '', fields = '*'] = pattern.split('.');
  const isOf = (part: string, name: string): boolean => {
    const isOther = part.startsWith('!');
    const names = part
      .replace(/^!/, '')
      .replace(/[{}\s]/g, '')
      .split(',');
    return names.some((one) => one === '*' || one === name) !== isOther;
  };
  return isOf(types, type) && isOf(fields, field);
}

/** The function that a wrapper puts around a resolver: `(next) => async (root, args, ctx, info) => …`. */
function wrapperOf(input: EndpointInput, value: number): ChainMember {
  const outer = input.callGraph.functionsOf(value);
  const functions = outer.flatMap((f) => {
    const inner = returnedValue(input, f);
    return inner < 0 ? [] : input.callGraph.functionsOf(inner);
  });
  return { kind: 'middleware', name: nameOfValue(input, value), functions, words: [] };
}
