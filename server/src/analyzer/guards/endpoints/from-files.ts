/**
 * Endpoints that are exports of files by a convention: route handlers, API routes, pages, server actions, loaders,
 * function handlers.
 *
 * Middleware of such frameworks is no part of the chain unless it is known to run for the route: that it exists does
 * not protect a handler.
 */
import type { EntryPointModel } from '../../rules/model.ts';
import { chainFunctions, type Endpoint, type EndpointInput, isHttpMethod } from './endpoint.ts';
import { collectFileMiddleware } from './file-middleware.ts';
import { routeOfFile } from './route-path.ts';
import { nameOfValue } from './value-origin.ts';

/** All of them, by module. */
export function endpointsFromFiles(input: EndpointInput): readonly Endpoint[] {
  const { program, callGraph } = input;
  const out: Endpoint[] = [];
  const middlewareOf = collectFileMiddleware(input);
  for (const { module, exportName, target, model, routes } of callGraph.entryPoints) {
    if (isPart(model.method)) continue;
    // A page that runs in the browser asks services by what the browser holds; it is no way into this program.
    if (model.method === 'PAGE' && program.modules[module]?.ir.directives.includes('use client')) continue;
    const file = program.modules[module]?.facts.path ?? '';
    const route = routeOfFile(file, model);
    const chain = route ? middlewareOf(model.framework, file, route.path) : [];
    const named = exportName.toUpperCase();
    const method =
      model.method === 'ALL' || model.method === ''
        ? route !== undefined && route.method !== ''
          ? route.method
          : model.method === '' && isHttpMethod(named)
            ? named
            : 'ALL'
        : model.method;
    const value = target.kind === 'value' ? target.value : anchorOf(input, module);
    if (value < 0) continue;
    const handlers = target.kind === 'value' ? callGraph.functionsOf(value) : [];
    const isByShape = model.parameterTypes.length + model.reads.length + model.answers.length > 0;
    // What the program calls itself is a helper that is handed what a handler got.
    if (isByShape && handlers.some((f) => hasCallers(input, f))) continue;
    const doubts = model.isUncertain
      ? [
          `only ${isByShape ? 'what it is given' : 'the name of the export'} says that it is called from outside`,
        ]
      : [];
    if (handlers.length === 0) doubts.push('the handler is made elsewhere');
    const fallback = route?.path ?? pathOfExport(input, module, model.routeStyle, value, exportName);
    const ways = routes.length > 0 ? routes : [{ method, path: fallback }];
    for (const way of ways) {
      out.push({
        ...way,
        framework: model.framework,
        registration: value,
        chain,
        middleware: chainFunctions(chain),
        handlers,
        doubts,
      });
    }
  }
  return out;
}

/** Whether code that is no test calls the function. */
function hasCallers({ callGraph, program }: EndpointInput, f: number): boolean {
  for (let k = callGraph.callerStart[f] ?? 0; k < (callGraph.callerStart[f + 1] ?? 0); k++) {
    const call = callGraph.sites[callGraph.callers[k] ?? 0] ?? -1;
    const module = call < 0 ? undefined : program.modules[callGraph.moduleOfValue[call] ?? 0];
    if (module && !module.facts.isTest) return true;
  }
  return false;
}

/** Middleware, plugins and objects of named ways in are no way in by themselves. */
function isPart(method: string): boolean {
  return method === 'USE' || method === 'MOUNT' || method === 'GROUP';
}

/** What stands for a route where there is none: the function, or file and export as deployments name them. */
function pathOfExport(
  input: EndpointInput,
  module: number,
  style: EntryPointModel['routeStyle'],
  value: number,
  exportName: string,
): string {
  if (style !== 'export') return nameOfValue(input, value) || exportName;
  const file = input.program.modules[module]?.facts.path ?? '';
  return `${file.replace(/\.[cm]?[jt]sx?$/, '')}.${exportName}`;
}

/** A value of the module to point at when the export itself comes from a library. */
function anchorOf(input: EndpointInput, module: number): number {
  const owner = input.program.modules[module];
  return owner && owner.ir.op.length > 0 ? owner.valueBase : -1;
}
