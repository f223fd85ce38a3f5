/**
 * The ways into a program: every endpoint that calls, decorators, functions at a place, or files declare.
 *
 * Each way of declaring has a file of its own here; what a framework looks like is written in its model.
 */
import type { Endpoint, EndpointInput } from './endpoint.ts';
import { endpointsFromCalls } from './from-calls.ts';
import { endpointsFromDecorators } from './from-decorators.ts';
import { endpointsFromFiles } from './from-files.ts';
import { endpointsFromFunctions } from './from-functions.ts';

/** All endpoints: by calls in order of registration, then by decorators, functions and files, each by module. */
export function collectEndpoints(input: EndpointInput): readonly Endpoint[] {
  return [
    ...endpointsFromCalls(input),
    ...endpointsFromDecorators(input),
    ...endpointsFromFunctions(input),
    ...endpointsFromFiles(input),
  ];
}
