// What is stored for later prompts is de-identified.

// @file: src/notes.ts
import { Pinecone } from '@pinecone-database/pinecone';
import { ChromaClient } from 'chromadb';
import { Langfuse } from 'langfuse';

interface Visit {
  id: string;
  diagnosis: string;
  personnummer: string;
}
const langfuse = new Langfuse();

// @example: bad
export async function remember(visit: Visit) {
  const notes = await new ChromaClient().getOrCreateCollection({ name: 'notes' });
  await notes.add({ ids: [visit.id], documents: [visit.diagnosis] }); // ruleid: phi-in-vector-store-or-prompt-log {clin.diagnosis}
}
// @end

// @example: good
export async function rememberSafely(visit: Visit, deIdentified: string) {
  const notes = await new ChromaClient().getOrCreateCollection({ name: 'notes' });
  await notes.add({ ids: [visit.id], documents: [deIdentified] }); // ok: phi-in-vector-store-or-prompt-log
}
// @end

export async function more(visit: Visit, values: number[]) {
  await new Pinecone().index('notes').upsert([{ id: visit.id, values, metadata: { number: visit.personnummer } }]); // ruleid: phi-in-vector-store-or-prompt-log {nid.se.personnummer}
  await new Pinecone().index('notes').upsert([{ id: visit.id, values }]); // ok: phi-in-vector-store-or-prompt-log
  langfuse.trace({ name: 'summary', input: visit.diagnosis }); // ruleid: phi-in-vector-store-or-prompt-log {clin.diagnosis}
  langfuse.trace({ name: 'summary', userId: visit.id }); // ok: phi-in-vector-store-or-prompt-log
}
