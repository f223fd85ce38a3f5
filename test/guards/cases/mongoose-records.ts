// Records of Mongoose: schemas that are given methods after they were made, callbacks that get the record, and records
// whose fields say nothing but that they belong to a patient.

// @file: records/user.ts
import mongoose, { Schema } from 'mongoose';
export interface Account { name: string; email: string; role: string; address: string }
const userSchema: Schema<Account> = new Schema({
  name: { type: String, required: true },
  email: { type: String, required: true },
  role: { type: String, enum: ['patient', 'doctor'] },
  address: { type: String, required: true },
});
userSchema.pre('save', () => {});
userSchema.methods.compare = async function (given: string) {
  return given === this.name;
};
userSchema.statics.byName = function (name: string) {
  return this.find({ name });
};
export const User = mongoose.model<Account>('User', userSchema);

// @file: records/patient.ts
import mongoose from 'mongoose';
const patientSchema = new mongoose.Schema({ name: String, email: String, owner: String, notes: [{ diagnosis: String }] });
export const Patient = mongoose.model('patient', patientSchema);

// @file: records/models.ts
import mongoose, { Schema } from 'mongoose';
const bookSchema = new Schema({ patient: { type: Schema.Types.ObjectId, ref: 'User' }, doctor: String, date: Date, slots: Number });
export const Book = mongoose.model('Book', bookSchema);
const medicalRecordSchema = new Schema({ holder: String, title: String, file: String });
export const MedicalRecord = mongoose.model('MedicalRecord', medicalRecordSchema);
const openingSchema = new Schema({ doctor: String, day: String, slots: [String] });
export const Opening = mongoose.model('Opening', openingSchema);

// @file: records/app.ts
import express from 'express';
import { authenticate } from '../authenticate';
import { Book, MedicalRecord, Opening } from './models';
import { Patient } from './patient';
import { User } from './user';

const app = express();
app.use(authenticate);

app.get('/users/:id', async (req, res) => {
  const user = await User.findById(req.params.id);
  res.json(user); // ruleid: patient-record-by-request-id
});
app.get('/users/me/:id', async (req, res) => {
  const user = await User.findById(req.user.id);
  res.json(user); // ok: patient-record-by-request-id
});
app.put('/notes', (req, res) => {
  Patient.findOne({ email: req.body.email }, (error, found) => {
    if (error) return res.sendStatus(400);
    found.notes[0].diagnosis = req.body.diagnosis;
    found.markModified('notes');
    found.save(); // ruleid: patient-record-changed-by-request-id
    res.sendStatus(204);
  });
});
app.put('/notes/own', (req, res) => {
  Patient.findOne({ owner: req.user.id }, (error, found) => {
    if (error) return res.sendStatus(400);
    found.notes[0].diagnosis = req.body.diagnosis;
    found.save(); // ok: patient-record-changed-by-request-id
    res.sendStatus(204);
  });
});
app.get('/patients/:id', (req, res) => {
  Patient.findById(req.params.id, (error, found) => {
    res.json(found); // ruleid: patient-record-by-request-id
  });
});
app.get('/books/:id', async (req, res) => {
  res.json(await Book.findById(req.params.id)); // ruleid: patient-record-by-request-id
});
app.get('/books/of/:id', async (req, res) => {
  res.json(await Book.find({ _id: req.params.id, patient: req.user.id })); // ok: patient-record-by-request-id
});
app.get('/books/taken/:doctor', async (req, res) => {
  // Times alone say nothing of whose they are.
  res.json(await Book.find({ doctor: req.params.doctor }).select('date slots')); // ok: patient-record-by-request-id
});
app.get('/records/:id', async (req, res) => {
  res.json(await MedicalRecord.findById(req.params.id)); // ruleid: patient-record-by-request-id
});
app.get('/records/held/:id', async (req, res) => {
  res.json(await MedicalRecord.findOne({ _id: req.params.id, holder: req.user.id })); // ok: patient-record-by-request-id
});
app.get('/openings/:doctor', async (req, res) => {
  res.json(await Opening.find({ doctor: req.params.doctor })); // ok: patient-record-by-request-id
});

// @file: open/app.ts
import bcrypt from 'bcrypt';
import express from 'express';
import { Book, Opening } from '../records/models';
import { User } from '../records/user';

// People sign in, but nobody is asked who they are afterwards.
const open = express();
open.post('/sessions/login', async (req, res) => {
  const user = await User.findOne({ email: String(req.body.email) });
  if (!user || !(await bcrypt.compare(String(req.body.word), user.word))) return res.sendStatus(401);
  res.json({ id: user._id });
});
open.get('/all-books', async (_req, res) => {
  res.json(await Book.find()); // ruleid: no-auth-on-phi-route
});
open.get('/all-openings', async (_req, res) => {
  res.json(await Opening.find()); // ok: no-auth-on-phi-route
});
