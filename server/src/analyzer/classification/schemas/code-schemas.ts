/**
 * The record types that the code of a program makes, and which values and classes stand for them.
 *
 * Models say which calls make record types (`op: define`); each library's reader turns the argument of such a call into
 * fields. From a query's receiver to its record type it goes by value (a model that was imported), then by declared
 * type (`Model<Patient>` of an injected one), then by name (`this.models.Patient`), which is the least sure.
 */

import type { CallGraph } from '../../callgraph/call-graph.ts';
import { Op } from '../../ir/opcode.ts';
import { callArguments, phiOperands } from '../../ir/operands.ts';
import type { Program, ProgramModule } from '../../program/program.ts';
import type { DataSchema, SchemaLanguage, SchemaModel } from '../../program/schema.ts';
import { moduleAtValue } from '../../program/value-lookup.ts';
import type { ModelSet, QueryModel } from '../../rules/model.ts';
import type { StoredModel } from '../classify-records.ts';
import type { LiteralReader } from '../read-literal.ts';
import { readMongooseModel } from './mongoose.ts';

/** What reading record types needs. */
export interface CodeSchemaInput {
  readonly program: Program;
  readonly callGraph: CallGraph;
  readonly models: ModelSet;
  readonly literals: LiteralReader;
}

/** See the head of this file. */
export interface CodeSchemas {
  readonly schemas: readonly DataSchema[];
  /** The record type that a global value stands for: a model, a table. */
  readonly modelOf: (value: number) => StoredModel | undefined;
}

/** A call that makes a record type. */
interface Definition {
  readonly module: ProgramModule;
  readonly call: number;
  readonly row: QueryModel;
}

/** Merged values that are looked at for one question. */
const maxMerged = 16;

/** Reads the record types of all modules. */
export function collectCodeSchemas(input: CodeSchemaInput): CodeSchemas {
  const definitions = definitionsOf(input);
  const byModule = new Map<
    number,
    { schema: { language: SchemaLanguage; path: string; models: SchemaModel[] } }[]
  >();
  const byValue = new Map<number, StoredModel>();
  const { literals } = input;
  const argumentOf = ({ module, call }: Definition, index: number): number => {
    const argument = index < 0 ? -1 : (callArguments(module.ir, call)[index] ?? -1);
    return argument < 0 ? -1 : module.valueBase + argument;
  };
  const fieldsArgument = (definition: Definition): number => {
    const port = definition.row.data[0];
    return port?.port === 'argument' ? argumentOf(definition, port.argument) : -1;
  };
  const schemaFor = (module: ProgramModule, language: SchemaLanguage) => {
    const list = byModule.get(module.index) ?? [];
    byModule.set(module.index, list);
    const known = list.find(({ schema }) => schema.language === language);
    if (known !== undefined) return known.schema;
    const made = { schema: { language, path: module.ir.path, models: [] as SchemaModel[] } };
    list.push(made);
    return made.schema;
  };
  const mongoose = {
    literals,
    fieldsOfSchema: (value: number): number => {
      const definition = definitions.get(literals.originOf(value));
      const isSchema = definition?.row.schema === 'mongoose' && definition.row.resource.from !== 'argument';
      return definition !== undefined && isSchema ? fieldsArgument(definition) : -1;
    },
  };
  for (const [value, definition] of definitions) {
    if (definition.row.resource.from !== 'argument') continue;
    const name = literals.textAt(argumentOf(definition, definition.row.resource.argument));
    const fields = fieldsArgument(definition);
    if (name === undefined || name === '' || fields < 0) continue;
    if (definition.row.schema !== 'mongoose') continue;
    const models = readMongooseModel(mongoose, name, fields);
    const [model] = models;
    if (model === undefined) continue;
    const schema = schemaFor(definition.module, 'mongoose');
    schema.models.push(...models);
    byValue.set(value, { model, schema });
  }
  const modelOf = (value: number): StoredModel | undefined => {
    const next = [value];
    for (let step = 0; step < maxMerged && next.length > 0; step++) {
      const origin = literals.originOf(next.pop() ?? -1);
      const known = byValue.get(origin);
      if (known !== undefined) return known;
      const module = moduleAtValue(input.program, origin);
      const local = origin - (module?.valueBase ?? 0);
      if (module !== undefined && module.ir.op[local] === Op.Phi)
        for (const entry of phiOperands(module.ir, local))
          if (entry >= 0) next.push(module.valueBase + entry);
    }
    return undefined;
  };
  return { schemas: [...byModule.values()].flat().map(({ schema }) => schema), modelOf };
}

/** Calls that make record types, by global value, in order. */
function definitionsOf({ program, callGraph, models }: CodeSchemaInput): ReadonlyMap<number, Definition> {
  const isDefining = models.states.map(
    ({ call }) => call?.queries.some(({ operation }) => operation === 'define') === true,
  );
  const found = new Map<number, Definition>();
  for (let site = 0; site < callGraph.sites.length; site++) {
    const value = callGraph.sites[site] ?? 0;
    for (let k = callGraph.stateStart[site] ?? 0; k < (callGraph.stateStart[site + 1] ?? 0); k++) {
      const state = callGraph.states[k] ?? 0;
      if (isDefining[state] !== true || found.has(value)) continue;
      const module = program.modules[callGraph.moduleOfValue[value] ?? -1];
      const row = models.states[state]?.call?.queries.find(({ operation }) => operation === 'define');
      if (module !== undefined && row !== undefined)
        found.set(value, { module, call: value - module.valueBase, row });
    }
  }
  return found;
}
