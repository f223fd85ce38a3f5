// What a record of Mongoose holds is said by its schema, wherever it is made and whatever the variable is called.

// @file: src/authenticate.ts
import jwt from 'jsonwebtoken';
import type { NextFunction, Request, Response } from 'express';

export function authenticate(req: Request, res: Response, next: NextFunction) {
  const token = req.headers.authorization?.slice(7) ?? '';
  req.user = jwt.verify(token, process.env.JWT_KEY ?? '') as { id: string };
  next();
}

// @file: src/models/item.ts
import mongoose, { Schema } from 'mongoose';

const placeSchema = new Schema({ street: String, postalCode: String });

const itemSchema = new Schema(
  {
    owner: { type: Schema.Types.ObjectId, ref: 'Account' },
    personalNumber: { type: String, required: true },
    secret: { type: String },
    birthDate: { type: Date, select: false },
    home: placeSchema,
    lab: { hba1c: Number, takenAt: Date },
    drawer: String,
    isActive: Boolean,
    entries: [{ type: Schema.Types.ObjectId, ref: 'Entry' }],
    kin: [{ phoneNumber: String, since: Date }],
  },
  { timestamps: true },
);
itemSchema.pre('save', () => {});
itemSchema.add({ allergies: String });

export const Item = mongoose.models.Item || mongoose.model('Item', itemSchema);

// @file: src/models/entry.js
const mongoose = require('mongoose');

const schema = mongoose.Schema({ title: String, diagnosisCode: String, item: { type: 'ObjectId', ref: 'Item' } });
module.exports = mongoose.model('Entry', schema);

// @file: src/models/room.ts
import mongoose from 'mongoose';

export default mongoose.model('Room', new mongoose.Schema({ name: String, floor: Number, address: String }));

// @file: src/items.ts
import express from 'express';
import { authenticate } from './authenticate';
import { Item } from './models/item';
import Room from './models/room';
const Entry = require('./models/entry');

const router = express.Router();
router.use(authenticate);

router.get('/things/:id', async (req, res) => {
  res.json(await Item.findById(req.params.id)); // ruleid: patient-record-by-request-id
});
router.get('/things/:id/drawer', async (req, res) => {
  const thing = await Item.findById(req.params.id);
  res.json({ drawer: thing?.drawer, active: thing?.isActive }); // ok: patient-record-by-request-id
});
router.get('/things/:id/chosen', async (req, res) => {
  const thing = await Item.findById(req.params.id).select('drawer isActive').lean();
  res.json(thing); // ok: patient-record-by-request-id
});
router.get('/things/:id/reduced', async (req, res) => {
  const thing = await Item.findById(req.params.id).select({ drawer: 1, _id: 0 });
  res.json(thing); // ok: patient-record-by-request-id
});
router.get('/things/:id/number', async (req, res) => {
  const thing = await Item.findById(req.params.id).select('drawer personalNumber').lean();
  res.json(thing); // ruleid: patient-record-by-request-id {nid.se.personnummer}
});
router.get('/things/:id/without', async (req, res) => {
  const thing = await Item.findById(req.params.id).select('-personalNumber -allergies -home -lab -kin');
  res.json(thing); // ok: patient-record-by-request-id
});
router.get('/things/:id/hidden', async (req, res) => {
  const thing = await Item.findById(req.params.id).select('-personalNumber -allergies -home -lab -kin +birthDate');
  res.json(thing); // ruleid: patient-record-by-request-id {demo.birthdate}
});
router.get('/things/:id/lab', async (req, res) => {
  const thing = await Item.findById(req.params.id);
  res.json({ value: thing?.lab.hba1c }); // ruleid: patient-record-by-request-id {clin.lab}
});
router.get('/things/:id/taken', async (req, res) => {
  const thing = await Item.findById(req.params.id);
  res.json({ value: thing?.lab.takenAt }); // ok: patient-record-by-request-id
});
router.get('/things/:id/added', async (req, res) => {
  const thing = await Item.findById(req.params.id, 'allergies');
  res.json(thing); // ruleid: patient-record-by-request-id
});
router.get('/things/:id/kin', async (req, res) => {
  const thing = await Item.findById(req.params.id);
  res.json(thing?.kin.map((one) => one.phoneNumber)); // ruleid: patient-record-by-request-id {contact.phone}
  res.json(thing?.kin.map((one) => one.since)); // ok: patient-record-by-request-id
});
router.get('/things/:id/along', async (req, res) => {
  const thing = await Item.findById(req.params.id).select('drawer').populate('entries', 'title diagnosisCode');
  res.json(thing); // ruleid: patient-record-by-request-id {clin.diagnosis}
});
router.get('/things/:id/keys', async (req, res) => {
  const thing = await Item.findById(req.params.id).select('drawer entries');
  res.json(thing); // ok: patient-record-by-request-id
});
router.get('/things/:id/titles', async (req, res) => {
  const thing = await Item.findById(req.params.id).select('drawer').populate({ path: 'entries', select: 'title' });
  res.json(thing); // ok: patient-record-by-request-id
});
router.get('/entries/:id', async (req, res) => {
  const found = await Entry.findById(req.params.id).populate({ path: 'item', select: 'personalNumber' });
  res.json({ title: found.title, number: found.item.personalNumber }); // ruleid: patient-record-by-request-id {nid.se.personnummer}
});
router.get('/entries/:id/code', async (req, res) => {
  const found = await Entry.findOne({ _id: req.params.id }).exec();
  res.json(found.toObject()); // ruleid: patient-record-by-request-id {clin.diagnosis}
});
router.get('/entries/:id/count', async (req, res) => {
  const many = await Entry.countDocuments({ item: req.params.id });
  const found = await Entry.find({ item: req.params.id });
  res.json({ many, length: found.length, any: found.some((one) => one.title === 'x') }); // ok: patient-record-by-request-id
});
router.get('/rooms/:id', async (req, res) => {
  res.json(await Room.findById(req.params.id)); // ok: patient-record-by-request-id
});
router.get('/log/:id', async (req, res) => {
  const thing = await Item.findById(req.params.id);
  console.log('read', thing._id, thing.drawer); // ok: phi-to-log
  console.log('read', thing); // ruleid: phi-to-log
  res.sendStatus(204);
});

export { router };
