import { EventEmitter } from 'node:events';
import type { Patient } from '@prisma/client';

export interface ResultReady {
  patient: Patient;
  provnummer: string;
  avvikande: boolean;
}

/** Ingestion says that something is there; who cares about it listens. */
export const ingestEvents = new EventEmitter<{ ready: [ResultReady] }>();
