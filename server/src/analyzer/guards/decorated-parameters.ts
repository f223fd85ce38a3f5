/**
 * What part of the request a decorated parameter of a handler is: `@Param('id') id` is `params.id`, `@Body() body` is
 * `body`. From a module to its parameters (file-local values of Param instructions), by the names of the decorators
 * alone; the models say which of them bring anything.
 */
import { argumentAt, argumentCount, decoratedFunction } from '../callgraph/call-arguments.ts';
import { nameOf } from '../findings/code-flow.ts';
import type { IrModule } from '../ir/module.ts';
import { Op } from '../ir/opcode.ts';
import type { ProgramModule } from '../program/program.ts';

/** Part of the request and the field of it; the field is empty if the whole part is meant. */
export interface RequestPart {
  readonly part: string;
  readonly field: string;
}

const parts: Readonly<Record<string, string>> = {
  Param: 'params',
  Params: 'params',
  PathParam: 'params',
  Query: 'query',
  QueryParam: 'query',
  QueryParams: 'query',
  Queries: 'query',
  Body: 'body',
  BodyParam: 'body',
  Headers: 'headers',
  Header: 'headers',
  HeaderParam: 'headers',
  Cookies: 'cookies',
  CookieParam: 'cookies',
  Args: 'args',
  Arg: 'args',
  Payload: 'payload',
  MessageBody: 'payload',
};

const memo = new WeakMap<IrModule, ReadonlyMap<number, RequestPart>>();

/** See the head of this file. */
export function decoratedParameters(module: ProgramModule): ReadonlyMap<number, RequestPart> {
  const known = memo.get(module.ir);
  if (known) return known;
  const out = new Map<number, RequestPart>();
  const { ir } = module;
  for (let i = 0; i < ir.op.length; i++) {
    if (ir.op[i] !== Op.Deco) continue;
    const list = ir.c[i] ?? 0;
    const member = ir.args[list + 1] ?? -1;
    const index = ir.args[list + 2] ?? -1;
    if (member < 0 || index < 0) continue;
    const f = decoratedFunction(module, i, member);
    const parameter = ir.functions[f]?.params[index]?.value ?? -1;
    const decorator = ir.b[i] ?? -1;
    if (parameter < 0 || decorator < 0) continue;
    const isCall = ir.op[decorator] === Op.Call;
    const named = nameOf(module, module.valueBase + (isCall ? (ir.a[decorator] ?? -1) : decorator));
    const part = parts[named.slice(named.lastIndexOf('.') + 1)];
    if (part === undefined) continue;
    const argument = isCall && argumentCount(module, decorator) > 0 ? argumentAt(module, decorator, 0) : -1;
    const constant =
      argument >= 0 && ir.op[argument] === Op.Const ? ir.constants[ir.a[argument] ?? 0] : undefined;
    out.set(parameter, { part, field: constant?.kind === 'string' ? constant.value : '' });
  }
  memo.set(module.ir, out);
  return out;
}
