import winston from 'winston';
import { config } from '@/config';

/** The worker runs on the host of the lab connection, where the operators read winston files. */
export const workerLog = winston.createLogger({
  level: config.logLevel,
  defaultMeta: { service: 'provsvar-hl7' },
  format: winston.format.combine(winston.format.timestamp(), winston.format.json()),
  transports: [new winston.transports.Console()],
});
