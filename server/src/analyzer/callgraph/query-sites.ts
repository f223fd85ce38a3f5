/**
 * Calls that read or write stored records, as the models describe them.
 */
import { Op } from '../ir/opcode.ts';
import type { Program, ProgramModule } from '../program/program.ts';
import type { ModelSet, PortPath, QueryModel, RecordQuery } from '../rules/model.ts';
import { argumentAt, argumentCount } from './call-arguments.ts';
import type { CallGraph } from './call-graph.ts';
import { convexSchema, tableOfId } from './document-ids.ts';
import { fhirResourceOf, fhirSchema } from './fhir-resources.ts';
import { firstTextOfLoop } from './loop-texts.ts';
import { type ChainLink, isRecordQuery, nameHandedIn, queriesOf, queryChain } from './query-chain.ts';
import { type Statement, statementOf } from './statement-text.ts';
import { makersOfQuery, type RecordMaker } from './told-records.ts';

/** One such call. */
export interface QuerySite {
  readonly site: number;
  /** Global value of the call: the record, or the list of records. */
  readonly value: number;
  readonly module: number;
  readonly model: RecordQuery;
  /** Model, table or collection as the code names it; empty when unknown. */
  readonly resource: string;
  /** The call that holds the text of the statement, of SQL; the query itself or a call of its chain. */
  readonly statement: { readonly call: number; readonly model: QueryModel } | undefined;
  /** Where the query, or a call of its chain, says which records are meant: file-local calls and their ports. */
  readonly filters: readonly { readonly call: number; readonly port: PortPath }[];
  /** Whether only chosen fields are read. */
  readonly isProjected: boolean;
  /** Calls (global values) that made the function around for records of this type; absent where it knows them itself. */
  readonly makers?: readonly number[];
}

/**
 * All query sites in order of value; one row per site (the first model row that fits), or one for each type of records
 * that a function was made for.
 */
export function collectQuerySites(program: Program, callGraph: CallGraph, models: ModelSet): QuerySite[] {
  const out: QuerySite[] = [];
  for (let site = 0; site < callGraph.sites.length; site++) {
    const value = callGraph.sites[site] ?? 0;
    const module = program.modules[callGraph.moduleOfValue[value] ?? 0];
    if (!module) continue;
    const model = queriesOf(callGraph, models, value).find(isRecordQuery);
    if (!model) continue;
    const local = value - module.valueBase;
    const chain = queryChain(module, callGraph, models, local);
    const { links, roots } = chain;
    const statement = [{ call: local, model }, ...links].find(
      (link) => link.model.resource.from === 'sql-text',
    );
    const sql = statement ? sqlTextOf(module, statement.call, statement.model) : '';
    const query: QuerySite = {
      site,
      value,
      module: module.index,
      model: sql === '' ? model : { ...model, operation: operationOf(sql) ?? model.operation },
      resource: statement
        ? tableOf(sql)
        : namedByChain(module, links) ||
          namedByCaller(program, callGraph, models, module, roots) ||
          resourceOf(program, callGraph, module, local, model, site),
      statement,
      filters: [{ call: local, model }, ...links].flatMap((link) =>
        link.model.filters.map((port) => ({ call: link.call, port })),
      ),
      isProjected:
        (sql !== '' && !takesAllColumns.test(sql)) ||
        [{ call: local, model }, ...links].some((link) =>
          link.model.projections.some(
            ({ port, style }) => style !== 'include' && hasField(module, link.call, port),
          ),
        ),
    };
    const makers =
      statement || model.operation === 'create'
        ? []
        : makersOfQuery(program, callGraph, module, { call: local, model }, chain);
    if (makers.length === 0) out.push(query);
    else for (const [resource, calls] of byRecords(makers)) out.push({ ...query, resource, makers: calls });
  }
  return out;
}

/** Names of records → calls that make a function for them, both sorted. */
function byRecords(makers: readonly RecordMaker[]): readonly (readonly [string, readonly number[]])[] {
  const out = new Map<string, number[]>();
  for (const maker of makers) {
    const name = recordsToldBy(maker);
    const calls = out.get(name);
    if (calls) calls.push(maker.call);
    else out.set(name, [maker.call]);
  }
  return [...out].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** What the code calls the records that a function is made for; empty if it has no name for them. */
export function recordsToldBy({ module, records }: RecordMaker): string {
  return constantText(module, records) ?? variableName(module, records);
}

/** What a call of the chain names: `client.from('patients').update(…)`; empty if none does. */
function namedByChain(module: ProgramModule, links: readonly ChainLink[]): string {
  for (const { call, model } of links) {
    if (model.operation !== 'refine' || model.resource.from !== 'argument') continue;
    const argument = argumentAt(module, call, model.resource.argument);
    const name =
      constantText(module, argument) ?? firstTextOfLoop(module, argument) ?? variableName(module, argument);
    if (/^[\w.]+$/.test(name)) return name;
  }
  return '';
}

/** What a function of the workspace was told to give: `(await collectionOf('visits')).find(…)`. */
function namedByCaller(
  program: Program,
  callGraph: CallGraph,
  models: ModelSet,
  module: ProgramModule,
  roots: readonly number[],
): string {
  for (const root of roots) {
    const given = nameHandedIn(program, callGraph, models, module, root);
    if (given < 0) continue;
    const local = given - module.valueBase;
    const name = constantText(module, local) ?? variableName(module, local);
    if (/^[\w.]+$/.test(name)) return name;
  }
  return '';
}

function resourceOf(
  program: Program,
  callGraph: CallGraph,
  module: ProgramModule,
  call: number,
  model: QueryModel,
  site: number,
): string {
  switch (model.resource.from) {
    case 'receiver-member':
    case 'receiver-class': {
      const own = model.resource.from === 'receiver-class' ? classAt(program, callGraph, module, call) : '';
      if (own !== '') return own;
      const parts = callGraph.calleeName(site).split('.');
      return rootOfChain(module, call) || (parts.at(-2) ?? '').replace(/\(\)$/, '');
    }
    case 'argument': {
      const argument = argumentAt(module, call, model.resource.argument);
      if (model.schema === fhirSchema) return fhirResourceOf(module, argument);
      if (model.schema === convexSchema) return tableOfId(module, argument) || variableName(module, argument);
      return constantText(module, argument) ?? variableName(module, argument);
    }
    case 'sql-text':
      return '';
  }
}

/** The class that a method is called on, whatever the variable is called; empty if it is not known to be one. */
function classAt(program: Program, callGraph: CallGraph, module: ProgramModule, call: number): string {
  const receiver = module.ir.b[call] ?? -1;
  const classes = receiver < 0 ? [] : callGraph.classesOf(module.valueBase + receiver);
  const [classId = -1] = classes;
  const owner = classes.length === 1 ? program.modules[program.moduleOfClass[classId] ?? -1] : undefined;
  return owner?.ir.classes[classId - owner.classBase]?.name ?? '';
}

/** What the first call of a chain is called on: `patients` of `this.patients.createQueryBuilder().where().getMany()`. */
function rootOfChain(module: ProgramModule, call: number): string {
  const { ir } = module;
  let at = ir.b[call] ?? -1;
  if (at < 0 || ir.op[at] !== Op.Call) return '';
  for (let steps = 0; at >= 0 && steps < 40; steps++) {
    if (ir.op[at] === Op.Call) at = ir.b[at] ?? -1;
    else if (ir.op[at] === Op.Copy || ir.op[at] === Op.Post) at = ir.a[at] ?? -1;
    else return variableName(module, at);
  }
  return '';
}

/** Name of the variable, import or field that a value is; empty if it has none. */
function variableName(module: ProgramModule, value: number, steps = maxVersions): string {
  const { ir } = module;
  if (value < 0) return '';
  switch (ir.op[value]) {
    case Op.Load:
      return ir.strings[ir.b[value] ?? 0] ?? '';
    case Op.CellGet:
      return ir.cells[ir.a[value] ?? 0]?.name ?? '';
    case Op.Import: {
      // What a module exports without a name of its own is called as it is here.
      const name = ir.imports[ir.a[value] ?? 0]?.name ?? '';
      return /^(?:default|[*=])?$/.test(name) ? (ir.strings[ir.name[value] ?? -1] ?? name) : name;
    }
    case Op.Param:
    case Op.Global:
      return ir.strings[(ir.op[value] === Op.Param ? ir.b[value] : ir.a[value]) ?? 0] ?? '';
    case Op.Class:
      return ir.classes[ir.a[value] ?? 0]?.name ?? '';
    // Newer versions of an object are that object: a column of the table was given to a call.
    case Op.Post:
    case Op.Store:
      return steps > 0 ? variableName(module, ir.a[value] ?? -1, steps - 1) : '';
    default:
      return '';
  }
}

/** Versions of an object that are walked back for its name. */
const maxVersions = 60;

/** Text of the statement that a query of an SQL model runs, placeholders for what is put into it. */
function sqlTextOf(module: ProgramModule, call: number, model: QueryModel): string {
  return sqlStatementOf(module, call, model)?.text ?? '';
}

/** The same with the values that are put into the text. */
export function sqlStatementOf(
  module: ProgramModule,
  call: number,
  model: QueryModel,
): Statement | undefined {
  return statementOf(module, argumentAt(module, call, model.resource.argument));
}

/** The table that a statement is about: the first outside of its subqueries. */
function tableOf(sql: string): string {
  let outside = sql.replace(/^\s*with\b/i, '');
  for (let depth = 0; depth < 6 && outside.includes('('); depth++)
    outside = outside.replace(/\([^()]*\)/g, ' ');
  return (table.exec(outside) ?? table.exec(sql))?.[1] ?? '';
}

const table = /\b(?:from|into|update|join)\s+(?:["`\w]{1,60}\.)?["`]?(\w+)/i;

/** `SELECT *`, `SELECT p.*`, `RETURNING *`; not `COUNT(*)`. */
const takesAllColumns = /(?:\bselect|\bdistinct|\breturning|,)\s+(?:["`\w]{1,100}\.)?\*/i;

/** What the text of a call does that the model knows as a query of any kind. */
function operationOf(sql: string): RecordQuery['operation'] | undefined {
  switch (/^\s*(insert|update|delete)\b/i.exec(sql)?.[1]?.toLowerCase()) {
    case 'insert':
      return 'create';
    case 'update':
      return 'update';
    case 'delete':
      return 'delete';
    default:
      return undefined;
  }
}

/** Text of a constant or of the literal parts of a template. */
function constantText(module: ProgramModule, value: number): string | undefined {
  return statementOf(module, value)?.text;
}

/** Whether the object literal at a port's argument has the field that the port's path names. */
function hasField(module: ProgramModule, call: number, port: PortPath): boolean {
  const step = port.path[0];
  if (port.port !== 'argument' || argumentCount(module, call) <= port.argument) return false;
  const { ir } = module;
  let at = argumentAt(module, call, port.argument);
  // `select('*')` chooses nothing.
  if (!step) return at >= 0 && !/(?:^|[\s,.])\*/.test(constantText(module, at) ?? '');
  for (let steps = 0; steps < 100 && at >= 0; steps++) {
    if (ir.op[at] === Op.Store) {
      if (step.kind === 'member' && ir.strings[ir.b[at] ?? 0] === step.name) return true;
      at = ir.a[at] ?? -1;
    } else if (ir.op[at] === Op.Copy || ir.op[at] === Op.Spread || ir.op[at] === Op.Post) at = ir.a[at] ?? -1;
    else if (ir.op[at] === Op.CellGet) at = ir.cells[ir.a[at] ?? 0]?.singleValue ?? -1;
    else return false;
  }
  return false;
}
