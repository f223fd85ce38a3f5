// An index holds what every user of it may see.

// @file: src/index.ts
import { Client } from '@elastic/elasticsearch';
import { algoliasearch } from 'algoliasearch';
import { MeiliSearch } from 'meilisearch';

interface Patient {
  id: string;
  personnummer: string;
  diagnosis: string;
}
const algolia = algoliasearch('app', process.env.SEARCH_KEY ?? '');
const meili = new MeiliSearch({ host: 'https://search.example.com' });
const elastic = new Client({ node: 'https://search.example.com' });

// @example: bad
export async function add(patient: Patient) {
  await meili.index('patients').addDocuments([{ id: patient.id, number: patient.personnummer }]); // ruleid: search-index-phi {nid.se.personnummer}
}
// @end

// @example: good
export async function addSafely(patient: Patient) {
  await meili.index('patients').addDocuments([{ id: patient.id }]); // ok: search-index-phi
}
// @end

export async function more(patient: Patient) {
  await algolia.saveObjects({ indexName: 'visits', objects: [{ diagnosis: patient.diagnosis }] }); // ruleid: search-index-phi {clin.diagnosis}
  await elastic.index({ index: 'visits', document: { diagnosis: patient.diagnosis } }); // ruleid: search-index-phi {clin.diagnosis}
  await elastic.index({ index: 'visits', document: { id: patient.id } }); // ok: search-index-phi
}
