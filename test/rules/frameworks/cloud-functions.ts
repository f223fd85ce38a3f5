// Functions of clouds: Azure (v3 and v4), Firebase, Google Cloud, Workers, and Lambda functions that a file names.

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

// @file: src/azure-four.ts
import { app, type HttpRequest } from '@azure/functions';
import { db, view } from './db';

app.http('patient', {
  methods: ['GET'],
  route: 'patients/{id}',
  handler: async (request) => {
    const patient = await db.patient.findUnique({ where: { id: request.params.id }, select: view });
    return { jsonBody: patient }; // ruleid: patient-record-by-request-id
  },
});
app.post('note', async (request: HttpRequest) => {
  const body = await request.json();
  console.log(body); // ruleid: request-body-to-log
  console.log(body.id); // ok: request-body-to-log
  return { status: 204 };
});

// @file: src/azure-three.ts
import type { AzureFunction } from '@azure/functions';
import { db, view } from './db';

const trigger: AzureFunction = async (context, req) => {
  const patient = await db.patient.findUnique({ where: { personnummer: req.query.personnummer }, select: view });
  context.res = { body: patient }; // ruleid: lookup-by-national-id
};
export default trigger;

// @file: src/firebase.ts
import { onCall, onRequest } from 'firebase-functions/v2/https';
import { db, view } from './db';

export const one = onCall(async (request) => {
  const patient = await db.patient.findUnique({ where: { id: request.data.id }, select: view });
  return patient; // ruleid: patient-record-by-request-id
});
export const own = onCall(async (request) => {
  const patient = await db.patient.findFirst({ where: { id: request.data.id, userId: request.auth.uid }, select: view });
  return patient; // ok: patient-record-by-request-id
});
export const open = onRequest(async (req, res) => {
  const patient = await db.patient.findUnique({ where: { id: req.query.id }, select: view });
  res.json(patient); // ruleid: patient-record-by-request-id
});

// @file: src/google.js
const functions = require('@google-cloud/functions-framework');
const { db } = require('./db');

functions.http('me', async (req, res) => {
  const patient = await db.patient.findFirst({ where: { userId: req.user.id } });
  res.send(patient); // ruleid: whole-entity-response
});
functions.http('name', async (req, res) => {
  const patient = await db.patient.findFirst({ where: { userId: req.user.id } });
  res.send({ name: patient.name }); // ok: whole-entity-response
});

// @file: api/serverless.yml
service: patients
functions:
  getPatient:
    handler: functions/get.main
    events:
      - httpApi:
          path: /patients/{id}
          method: get
      - http: POST patients/find
  nightly:
    handler: functions/nightly.run
    events:
      - schedule: rate(1 day)

// @file: api/functions/get.js
const { db } = require('../../src/db');

exports.main = async (request) => {
  const patient = await db.patient.findUnique({ where: { id: request.pathParameters.id }, select: { name: true } });
  return { statusCode: 200, body: JSON.stringify(patient) }; // ruleid: patient-record-by-request-id
};
exports.other = async (request) => {
  const patient = await db.patient.findUnique({ where: { id: request.pathParameters.id }, select: { name: true } });
  return { statusCode: 200, body: JSON.stringify(patient) }; // ok: patient-record-by-request-id
};

// @file: api/functions/nightly.js
exports.run = async () => undefined;

// @file: sam/template.yaml
Resources:
  FindPatient:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: find/
      Handler: app.start
      Role: !GetAtt Role.Arn
      Events:
        Api:
          Type: Api
          Properties:
            Path: /find/{id}
            Method: get

// @file: sam/find/app.ts
import { db, view } from '../../src/db';

export const start = async (request) => {
  const patient = await db.patient.findUnique({ where: { id: request.pathParameters.id }, select: view });
  return { statusCode: 200, body: JSON.stringify(patient) }; // ruleid: patient-record-by-request-id
};
