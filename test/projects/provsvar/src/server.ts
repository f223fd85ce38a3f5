import { createApp } from './app';
import { config } from './config';
import { createLogger, prisma } from './lib';
import { closePool } from './lib/pg';
import { initErrorTracking } from './lib/sentry';

const log = createLogger('server');

initErrorTracking();

const server = createApp().listen(config.port, () => {
  log.event('server.started', { port: config.port });
});

async function shutdown(signal: string): Promise<void> {
  log.event('server.stopping', { signal });
  server.close();
  await Promise.all([prisma.$disconnect(), closePool()]);
  process.exit(0);
}

process.on('SIGTERM', () => void shutdown('SIGTERM'));
process.on('SIGINT', () => void shutdown('SIGINT'));
process.on('unhandledRejection', () => log.failure('unhandled_rejection', 'process'));
