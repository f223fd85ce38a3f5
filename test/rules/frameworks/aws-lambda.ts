// AWS Lambda: handlers by name and by type, wrapped ones, what API Gateway is answered.

// @file: prisma/schema.prisma
model Patient {
  id           String  @id
  personnummer String  @unique
  name         String
  address      String?
  unitId       String
  userId       String
}

// @file: src/db.ts
import { PrismaClient } from '@prisma/client';

export const db = new PrismaClient();
export const view = { name: true, address: true };

// @file: src/get-patient.ts
import { db, view } from './db';

export const handler = async (event) => {
  const patient = await db.patient.findUnique({ where: { id: event.pathParameters.id }, select: view });
  return { statusCode: 200, body: JSON.stringify(patient) }; // ruleid: patient-record-by-request-id
};

// @file: src/get-own.ts
import { db, view } from './db';

export const handler = async (event) => {
  const { sub } = event.requestContext.authorizer.claims;
  const patient = await db.patient.findFirst({ where: { id: event.pathParameters.id, userId: sub }, select: view });
  return { statusCode: 200, body: JSON.stringify(patient) }; // ok: patient-record-by-request-id
};

// @file: src/typed.ts
import type { APIGatewayProxyEvent, APIGatewayProxyHandlerV2 } from 'aws-lambda';
import middy from '@middy/core';
import { db, view } from './db';

export const find: APIGatewayProxyHandlerV2 = async (request) => {
  const patient = await db.patient.findUnique({ where: { personnummer: request.queryStringParameters?.personnummer }, select: view });
  return { statusCode: 200, body: JSON.stringify(patient) }; // ruleid: lookup-by-national-id
};
export const findOwn: APIGatewayProxyHandlerV2 = async (request) => {
  const { personnummer } = request.requestContext.authorizer.jwt.claims;
  const patient = await db.patient.findUnique({ where: { personnummer }, select: view });
  return { statusCode: 200, body: JSON.stringify(patient) }; // ok: lookup-by-national-id
};
async function wrapped(input: APIGatewayProxyEvent) {
  const patient = await db.patient.findUnique({ where: { id: input.queryStringParameters?.id }, select: view });
  return { statusCode: 200, body: JSON.stringify({ patient }) }; // ruleid: patient-record-by-request-id
}
export const main = middy(wrapped);

// @file: src/create.js
const { db } = require('./db');

exports.handler = async ({ body, queryStringParameters }) => {
  console.log(body); // ruleid: request-body-to-log
  const { id, name } = JSON.parse(body);
  console.log(id); // ok: request-body-to-log
  await db.$executeRawUnsafe(`UPDATE patient SET seen = 1 WHERE name = '${name}'`); // ruleid: injection-to-patient-store
  await db.$executeRaw`UPDATE patient SET seen = 1 WHERE name = ${name}`; // ok: injection-to-patient-store
  return { statusCode: 204, body: '' };
};

// @file: src/whole.js
const { db } = require('./db');

module.exports.handler = async (event) => {
  const { sub } = event.requestContext.authorizer.claims;
  const patient = await db.patient.findFirst({ where: { userId: sub } });
  return { statusCode: 200, body: JSON.stringify(patient) }; // ruleid: whole-entity-response
};
module.exports.lambdaHandler = async (event) => {
  const { sub } = event.requestContext.authorizer.claims;
  const patient = await db.patient.findFirst({ where: { userId: sub } });
  return { statusCode: 200, body: JSON.stringify({ name: patient.name }) }; // ok: whole-entity-response
};

// @file: src/not-a-handler.js
const { db } = require('./db');

exports.handler = async (config) => {
  const patient = await db.patient.findUnique({ where: { id: config.pathParameters.id } });
  return { body: JSON.stringify(patient) }; // ok: patient-record-by-request-id
};
async function helper(event) {
  const patient = await db.patient.findUnique({ where: { id: event.pathParameters.id } });
  return { body: JSON.stringify(patient) }; // ok: patient-record-by-request-id
}
exports.helper = helper;
exports.run = async () => helper({ pathParameters: { id: 'fixed' } });

// @file: src/by-shape.js
const { db, view } = require('./db');

exports.readPatient = async (event) => {
  const patient = await db.patient.findUnique({ where: { id: event.pathParameters.id }, select: view });
  return { statusCode: 200, body: JSON.stringify(patient) }; // ruleid: patient-record-by-request-id
};
exports.readOwn = async (event) => {
  const { sub } = event.requestContext.authorizer.claims;
  const patient = await db.patient.findFirst({ where: { id: event.pathParameters.id, userId: sub }, select: view });
  return { statusCode: 200, body: JSON.stringify(patient) }; // ok: patient-record-by-request-id
};
exports.format = (event) => event.name;

// @file: src/by-type.ts
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { db, view } from './db';

const respond = (value: unknown) => ({ statusCode: 200, body: JSON.stringify(value) });
const idOf = (event: APIGatewayProxyEvent) => event.pathParameters?.id ?? '';
export const anyPatient = async (event: APIGatewayProxyEvent) =>
  respond(await db.patient.findUnique({ where: { id: idOf(event) }, select: view })); // ruleid: patient-record-by-request-id
export const ownPatient = async (event: APIGatewayProxyEvent) => {
  const userId = event.requestContext.authorizer?.claims.sub;
  return respond(await db.patient.findFirst({ where: { id: idOf(event), userId }, select: view })); // ok: patient-record-by-request-id
};
