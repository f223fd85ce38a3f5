// Operations of GraphQL say what an answer holds; types of a schema say what generated code is about.

// @file: api/schema.graphql
"""
A person under care.
"""
type Patient implements Node @key(fields: "id") {
  id: ID!
  "Full name"
  name(format: String = "short"): String!
  alive: Boolean
  visits(first: Int = 10, after: String): VisitConnection!
  clinic: Clinic
}
type VisitConnection { edges: [VisitEdge!]! }
type VisitEdge { node: Visit }
type Visit { id: ID! reason: String diagnosis: String room: String patient: Patient }
type Clinic { name: String }
type Query { me: Patient, subject(id: ID!): Patient, clinics: [Clinic!]! }
enum Kind { PATIENT STAFF }
directive @key(fields: String!) on OBJECT
extend type Query { everybody: [Patient!]! }

// @file: web/src/visit.graphql
query VisitsOf($id: ID!) {
  subject(id: $id) { ...Who visits(first: 3) { edges { node { diagnosis room } } } }
}
fragment Who on Patient { fullName: name }

// @file: web/src/queries.ts
import { gql, useQuery } from '@apollo/client';
import { request } from 'graphql-request';
import { VisitsOfDocument } from './generated/graphql';
import type { Patient, Clinic, VisitsOfQuery } from './generated/graphql';
import { useVisitsOfQuery } from './generated/hooks';
import visits from './visit.graphql';

declare const client: any;
const rooms = gql`
  fragment Rooms on Visit { room }
`;
const mine = gql`
  query Mine { me { called: name } clinics { name } }
`;

export function Mine() {
  const { data } = useQuery(mine);
  console.log(data); // ruleid: phi-to-log {name.person}
  console.log(data.clinics); // ok: phi-to-log
  console.log(data.me.called); // ruleid: phi-to-log {name.person}
}

export async function load(id: string) {
  const first = await client.query({ query: visits, variables: { id } });
  console.log(first.data.subject.visits); // ruleid: phi-to-log {clin.diagnosis}
  const second = await request('/graphql', VisitsOfDocument, { id });
  console.log(second.subject.fullName); // ruleid: phi-to-log {name.person}
  const third = await client.query({ query: gql`{ everybody { visits { edges { node { ...Rooms } } } } } ${rooms}` });
  console.log(third.data); // ok: phi-to-log
  const { data: fourth } = useVisitsOfQuery({ variables: { id } });
  console.log(fourth.subject); // ruleid: phi-to-log {name.person, clin.diagnosis}
}

export function show(subject: Patient, place: Clinic, all: VisitsOfQuery) {
  console.log('shown', subject); // ruleid: phi-to-log {name.person, clin.encounter}
  console.log('at', place); // ok: phi-to-log
  console.log('all', all); // ruleid: phi-to-log {name.person, clin.diagnosis}
}

// @file: other/src/queries.ts
// Without a schema, the names of what is selected are all there is.
import { gql, useQuery } from 'urql';
declare const useThings: any;

export function List() {
  const [{ data }] = useQuery({ query: gql`query { patients { firstName lastName } units { title } }` });
  console.log(data); // ruleid: phi-to-log {name.person}
  console.log(data.units); // ok: phi-to-log
}
