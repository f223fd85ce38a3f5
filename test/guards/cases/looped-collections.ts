// Routes made in a loop over kinds of resources, each with a collection of its own.
import express from 'express';
import { MongoClient } from 'mongodb';
import { authenticate } from './authenticate';

const app = express();
app.use(authenticate);
const mongo = new MongoClient('mongodb://localhost').db('fhir');
const kinds = ['Patient', 'Observation'];

for (const kind of kinds) {
  app.get(`/open/${kind}/:id`, async (req, res) => {
    const found = await mongo.collection(kind).findOne({ id: req.params.id });
    res.json(found); // ruleid: patient-record-by-request-id
  });
  app.get(`/own/${kind}/:id`, async (req, res) => {
    const found = await mongo.collection(kind).findOne({ id: req.params.id, owner: req.user.id });
    res.json(found); // ok: patient-record-by-request-id
  });
}
['Patient', 'Condition'].forEach((kind) => {
  app.delete('/each/' + kind + '/:id', async (req, res) => {
    await mongo.collection(kind).deleteOne({ id: req.params.id }); // ruleid: patient-record-changed-by-request-id
    res.sendStatus(204);
  });
});
for (const topic of ['articles', 'questions']) {
  app.get(`/public/${topic}/:id`, async (req, res) => {
    const found = await mongo.collection(topic).findOne({ id: req.params.id });
    res.json(found); // ok: patient-record-by-request-id
  });
}
