import { createServer as createHttpServer } from 'node:http';
import { createServer, type Socket } from 'node:net';
import * as Sentry from '@sentry/node';
import { config } from '@/config';
import { initErrorTracking } from '@/lib/sentry';
import { buildAck, Hl7Error, parseOru } from './hl7-parse';
import { ingest } from './ingest';
import { workerLog } from './log';
import { startNotifications } from './notify';

// MLLP: a message starts with VT and ends with FS CR.
const START = '\x0b';
const END = '\x1c\r';
const MAX_BUFFER = 1_000_000;

let received = 0;
let rejected = 0;

async function handleMessage(raw: string): Promise<string> {
  received += 1;
  try {
    const result = parseOru(raw);
    const outcome = await ingest(result);
    workerLog.info('hl7.message', { messageControlId: result.messageControlId, outcome });
    return buildAck(result.messageControlId, outcome !== 'failed');
  } catch (err) {
    rejected += 1;
    const problem = err instanceof Hl7Error ? err.problem : 'unknown';
    // ok: phi-to-error-tracker -- which part was missing, and nothing of the message
    Sentry.captureMessage('hl7.rejected', { tags: { problem } });
    // ok: phi-to-log
    workerLog.warn('hl7.rejected', { problem, bytes: raw.length });
    return buildAck('', false);
  }
}

function frame(message: string): string {
  return `${START}${message}${END}`;
}

function onConnection(socket: Socket): void {
  let buffer = '';
  socket.setEncoding('utf8');

  socket.on('data', async (chunk: string) => {
    buffer += chunk;
    if (buffer.length > MAX_BUFFER) {
      socket.destroy();
      return;
    }
    for (let end = buffer.indexOf(END); end !== -1; end = buffer.indexOf(END)) {
      const raw = buffer.slice(buffer.indexOf(START) + 1, end);
      buffer = buffer.slice(end + END.length);
      socket.write(frame(await handleMessage(raw)));
    }
  });

  socket.on('error', () => workerLog.warn('hl7.connection_lost'));
}

export function startWorker(): void {
  initErrorTracking();
  startNotifications();

  createServer(onConnection).listen(config.hl7Port, () => {
    workerLog.info('hl7.listening', { port: config.hl7Port });
  });

  // For the load balancer: counts only.
  createHttpServer((req, res) => {
    if (req.url !== '/health') {
      res.writeHead(404).end();
      return;
    }
    res.setHeader('content-type', 'application/json');
    res.end(JSON.stringify({ received, rejected }));
  }).listen(config.hl7HealthPort);
}

startWorker();
