/**
 * The analysis worker of the language server on Node: the engine on a thread of its own.
 *
 * `workerData` is the shared memory of the epoch; everything else comes as messages.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { keepYoungObjectsYoung } from '../hosts/node/tune-heap.ts';
import { createSessionEndpoint } from '../lsp/analysis/analysis-transport.ts';
import { createSharedEpoch } from '../lsp/analysis/epoch.ts';
import { nodeSessionParts } from './session-parts-node.ts';

const port = parentPort;
if (port === null || !(workerData instanceof SharedArrayBuffer))
  throw new Error('worker-node.js is a part of the language server and does nothing by itself.');

keepYoungObjectsYoung();
const receive = createSessionEndpoint(nodeSessionParts, createSharedEpoch(workerData), (message) =>
  port.postMessage(message),
);
port.on('message', receive);
