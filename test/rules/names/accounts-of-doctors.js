// The account that a record of a doctor refers to, and one that is looked up in a file about doctors, are theirs.

// @file: server/models.js
const mongoose = require('mongoose');
const userSchema = new mongoose.Schema({ fullName: String, email: String, password: String, role: { type: String, enum: ['patient', 'doctor'] } });
const doctorSchema = new mongoose.Schema({ user: { type: mongoose.Schema.Types.ObjectId, ref: 'User' }, license: String });
const patientSchema = new mongoose.Schema({ user: { type: mongoose.Schema.Types.ObjectId, ref: 'User' }, date_of_birth: Date });
exports.User = mongoose.model('User', userSchema);
exports.Doctor = mongoose.model('Doctor', doctorSchema);
exports.Patient = mongoose.model('Patient', patientSchema);

// @file: server/controllers/doctorController.js
const { Doctor, Patient, User } = require('../models');
const doctorLists = async (id) => {
  const doctor = await Doctor.findOne({ _id: id }).populate('user');
  console.log(doctor.user.email); // ok: phi-to-log
  const own = await User.findById(id);
  console.log(own.email); // ok: phi-to-log
  const patient = await Patient.findOne({ _id: id }).populate('user');
  console.log(patient.user.email); // ruleid: phi-to-log {contact.email}
};
module.exports = { doctorLists };

// @file: server/controllers/accountController.js
const { User } = require('../models');
const show = async (id) => {
  const own = await User.findById(id);
  console.log(own.email); // ruleid: phi-to-log {contact.email}
};
module.exports = { show };
