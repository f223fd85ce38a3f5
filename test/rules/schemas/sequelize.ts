// What a record of Sequelize holds is said by its attributes, however the model is made.

// @file: src/authenticate.ts
import jwt from 'jsonwebtoken';
import type { NextFunction, Request, Response } from 'express';

export function authenticate(req: Request, res: Response, next: NextFunction) {
  const token = req.headers.authorization?.slice(7) ?? '';
  req.user = jwt.verify(token, process.env.JWT_KEY ?? '') as { id: string };
  next();
}

// @file: src/db.ts
import { DataTypes, Model, Sequelize } from 'sequelize';

export const sequelize = new Sequelize('postgres://localhost/care');

export const Item = sequelize.define('item', {
  drawer: DataTypes.STRING,
  number: { type: DataTypes.STRING(12), field: 'personal_number', allowNull: false },
  diagnosis: DataTypes.TEXT,
  isActive: DataTypes.BOOLEAN,
});

export class Entry extends Model {
  declare id: string;
  static start() {
    return super.init({ title: DataTypes.STRING, medication: DataTypes.STRING }, { sequelize });
  }
}
Entry.start();

export class Room extends Model {}
Room.init({ name: DataTypes.STRING, floor: DataTypes.INTEGER }, { sequelize, modelName: 'room' });

Item.hasMany(Entry, { as: 'entries' });

// @file: src/shelf.ts
import { BelongsTo, Column, DataType, Model, Table } from 'sequelize-typescript';
import { Box } from './box';

@Table({ tableName: 'shelves' })
export class Shelf extends Model {
  @Column(DataType.STRING)
  label: string;

  @Column({ type: DataType.STRING, field: 'ssn' })
  code: string;

  @BelongsTo(() => Box)
  box: Box;
}

// @file: src/box.ts
import { Column, Model, Table } from 'sequelize-typescript';

@Table
export class Box extends Model {
  @Column
  allergies: string;

  @Column
  size: number;
}

// @file: src/legacy/models/sample.js
module.exports = (sequelize, DataTypes) => {
  const Sample = sequelize.define('Sample', { tube: DataTypes.STRING, bloodPressure: DataTypes.STRING });
  return Sample;
};

// @file: src/legacy/samples.js
const Sequelize = require('sequelize');
const connection = new Sequelize('sqlite::memory:');
const Sample = require('./models/sample')(connection, Sequelize.DataTypes);

module.exports.show = async function show(id) {
  const sample = await Sample.findByPk(id);
  console.log(sample.tube); // ok: phi-to-log
  console.log(sample); // ruleid: phi-to-log {clin.vitals}
};

// @file: src/wrapped/base.ts
import { Model as BaseModel, type ModelAttributes } from 'sequelize';

export class Model extends BaseModel {
  static init(given: ModelAttributes, options: { audited?: boolean }) {
    const attributes = { ...given };
    if (options.audited) attributes.auditedAt = 'DATE';
    super.init(attributes, options as never);
    return this;
  }
}

// @file: src/wrapped/parcel.ts
import { DataTypes } from 'sequelize';
import { Model } from './base';

export class Parcel extends Model {
  static start() {
    super.init({ content: DataTypes.STRING, dateOfBirth: DataTypes.DATE }, {});
  }
}

export async function parcel(req: { models: { Parcel: typeof Parcel }; store: Record<string, typeof Parcel> }) {
  const one = await Parcel.findByPk('1');
  console.log(one); // ruleid: phi-to-log {demo.birthdate}
  console.log(one?.content); // ok: phi-to-log
  return one;
}

// @file: src/wrapped/loose.js
module.exports.loose = async (req) => {
  const { Parcel } = req.models;
  const one = await Parcel.findByPk(req.id);
  console.log(one); // ruleid: phi-to-log {demo.birthdate}
  console.log(one.content); // ok: phi-to-log
  const some = await req.models.Parcel.findAll({ attributes: ['content'] });
  console.log(some); // ok: phi-to-log
};

// @file: src/items.ts
import express from 'express';
import { authenticate } from './authenticate';
import { Box } from './box';
import { Entry, Item, Room } from './db';
import { Shelf } from './shelf';

const router = express.Router();
router.use(authenticate);

router.get('/things/:id', async (req, res) => {
  res.json(await Item.findByPk(req.params.id)); // ruleid: patient-record-by-request-id {clin.diagnosis, nid.se.personnummer}
});
router.get('/things/:id/drawer', async (req, res) => {
  const thing = await Item.findByPk(req.params.id);
  res.json({ drawer: thing?.drawer, active: thing?.isActive }); // ok: patient-record-by-request-id
});
router.get('/things/:id/chosen', async (req, res) => {
  const thing = await Item.findOne({ where: { id: req.params.id }, attributes: ['id', 'drawer'] });
  res.json(thing); // ok: patient-record-by-request-id
});
router.get('/things/:id/number', async (req, res) => {
  const thing = await Item.findOne({ where: { id: req.params.id }, attributes: ['id', 'number'] });
  res.json(thing?.toJSON()); // ruleid: patient-record-by-request-id {nid.se.personnummer}
});
router.get('/things/:id/without', async (req, res) => {
  const thing = await Item.findOne({ where: { id: req.params.id }, attributes: { exclude: ['number', 'diagnosis'] } });
  res.json(thing); // ok: patient-record-by-request-id
});
router.get('/things/:id/along', async (req, res) => {
  const thing = await Item.findByPk(req.params.id, {
    attributes: ['id'],
    include: [{ model: Entry, as: 'entries', attributes: ['medication'] }],
  });
  res.json(thing); // ruleid: patient-record-by-request-id {clin.medication}
});
router.get('/things/:id/titles', async (req, res) => {
  const thing = await Item.findByPk(req.params.id, { attributes: ['id'], include: [{ model: Entry, as: 'entries', attributes: ['title'] }] });
  res.json(thing); // ok: patient-record-by-request-id
});
router.get('/entries', async (req, res) => {
  const { rows, count } = await Entry.findAndCountAll({ where: { id: String(req.query.id) } });
  res.json({ count }); // ok: patient-record-by-request-id
  res.json(rows); // ruleid: patient-record-by-request-id {clin.medication}
});
router.get('/shelves/:id', async (req, res) => {
  const shelf = await Shelf.findByPk(req.params.id);
  res.json({ label: shelf?.label }); // ok: patient-record-by-request-id
  res.json({ code: shelf?.code }); // ruleid: patient-record-by-request-id
});
router.get('/shelves/:id/box', async (req, res) => {
  const shelf = await Shelf.findByPk(req.params.id, { attributes: ['label'], include: [Box] });
  res.json(shelf); // ruleid: patient-record-by-request-id {clin.allergy}
  res.json(shelf?.box.size); // ok: patient-record-by-request-id
});
router.get('/rooms/:id', async (req, res) => {
  res.json(await Room.findByPk(req.params.id)); // ok: patient-record-by-request-id
});

export { router };
