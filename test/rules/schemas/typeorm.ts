// What a record of TypeORM holds is said by its entity class, wherever the repository comes from.

// @file: src/authenticate.ts
import jwt from 'jsonwebtoken';
import type { NextFunction, Request, Response } from 'express';

export function authenticate(req: Request, res: Response, next: NextFunction) {
  const token = req.headers.authorization?.slice(7) ?? '';
  req.user = jwt.verify(token, process.env.JWT_KEY ?? '') as { id: string };
  next();
}

// @file: src/entities/base.ts
import { Column, PrimaryGeneratedColumn } from 'typeorm';

export abstract class Base {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column()
  personalNumber: string;

  cached?: string;
}

// @file: src/entities/place.ts
import { Column } from 'typeorm';

export class Place {
  @Column()
  homeAddress: string;

  @Column()
  label: string;
}

// @file: src/entities/item.ts
import { BaseEntity, Column, Entity, ManyToOne, OneToMany } from 'typeorm';
import { Base } from './base';
import { Entry } from './entry';
import { Place } from './place';

@Entity('items')
export class Item extends Base {
  @Column({ type: 'varchar', length: 64 })
  drawer: string;

  @Column({ select: false })
  birthDate: Date;

  @Column(() => Place)
  place: Place;

  @Column({ default: true })
  isActive: boolean;

  @OneToMany(() => Entry, (entry) => entry.item)
  entries: Entry[];
}

@Entity()
export class Room extends BaseEntity {
  @Column()
  name: string;

  @ManyToOne(() => Item, { eager: true })
  item: Item;
}

@Entity()
export class Shelf extends BaseEntity {
  @Column()
  label: string;
}

// @file: src/entities/entry.ts
import { Column, Entity, ManyToOne } from 'typeorm';
import { Item } from './item';

@Entity()
export class Entry {
  @Column()
  title: string;

  @Column({ name: 'diagnosis_code' })
  code: string;

  @Column()
  medication: string;

  @ManyToOne(() => Item, (item) => item.entries)
  item: Item;
}

// @file: src/source.ts
import { DataSource } from 'typeorm';

export const source = new DataSource({ type: 'postgres' });

// @file: src/items.ts
import express from 'express';
import { authenticate } from './authenticate';
import { Entry } from './entities/entry';
import { Item, Room, Shelf } from './entities/item';
import { source } from './source';

const router = express.Router();
const items = source.getRepository(Item);
router.use(authenticate);

router.get('/things/:id', async (req, res) => {
  res.json(await items.findOneBy({ id: req.params.id })); // ruleid: patient-record-by-request-id {contact.address, nid.se.personnummer}
});
router.get('/things/:id/drawer', async (req, res) => {
  const thing = await items.findOneBy({ id: req.params.id });
  res.json({ drawer: thing?.drawer, active: thing?.isActive, label: thing?.place.label }); // ok: patient-record-by-request-id
});
router.get('/things/:id/street', async (req, res) => {
  const thing = await items.findOneByOrFail({ id: req.params.id });
  res.json({ street: thing.place.homeAddress }); // ruleid: patient-record-by-request-id {contact.address}
});
router.get('/things/:id/chosen', async (req, res) => {
  const thing = await items.findOne({ where: { id: req.params.id }, select: { id: true, drawer: true } });
  res.json(thing); // ok: patient-record-by-request-id
});
router.get('/things/:id/listed', async (req, res) => {
  const thing = await source.getRepository(Item).findOne({ where: { id: req.params.id }, select: ['drawer', 'birthDate'] });
  res.json(thing); // ruleid: patient-record-by-request-id {demo.birthdate}
});
router.get('/things/:id/along', async (req, res) => {
  const thing = await items.findOne({ where: { id: req.params.id }, relations: { entries: true }, select: { id: true, entries: { medication: true } } });
  res.json(thing); // ruleid: patient-record-by-request-id {clin.medication}
});
router.get('/things/:id/titles', async (req, res) => {
  const thing = await items.findOne({ where: { id: req.params.id }, relations: ['entries'], select: { id: true, entries: { title: true } } });
  res.json(thing); // ok: patient-record-by-request-id
});
router.get('/things/:id/built', async (req, res) => {
  const thing = await items
    .createQueryBuilder('i')
    .select(['i.drawer', 'i.personalNumber'])
    .where('i.id = :id', { id: req.params.id })
    .getOne();
  res.json(thing); // ruleid: patient-record-by-request-id {nid.se.personnummer}
});
router.get('/things/:id/built-narrow', async (req, res) => {
  const thing = await items.createQueryBuilder('i').select(['i.id', 'i.drawer']).where('i.id = :id', { id: req.params.id }).getOne();
  res.json(thing); // ok: patient-record-by-request-id
});
router.get('/things/:id/joined', async (req, res) => {
  const query = items.createQueryBuilder('i').leftJoinAndSelect('i.entries', 'e').select(['i.id', 'e.code']);
  const thing = await query.where('i.id = :id', { id: req.params.id }).getOneOrFail();
  res.json(thing.entries); // ruleid: patient-record-by-request-id {clin.diagnosis}
});
router.get('/rooms/:id', async (req, res) => {
  const room = await Room.findOneBy({ id: req.params.id });
  res.json({ name: room?.name }); // ok: patient-record-by-request-id
  res.json({ number: room?.item.personalNumber }); // ruleid: patient-record-by-request-id {nid.se.personnummer}
});
router.get('/shelves/:id', async (req, res) => {
  res.json(await Shelf.findOneBy({ id: req.params.id })); // ok: patient-record-by-request-id
});
router.get('/entries/:id', async (req, res) => {
  const found = await source.manager.findOne(Entry, { where: { id: req.params.id }, relations: ['item'] });
  res.json({ title: found?.title }); // ok: patient-record-by-request-id
  res.json({ found }); // ruleid: patient-record-by-request-id
});

export { router };

// @file: src/items.service.ts
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Entry } from './entities/entry';
import { Item } from './entities/item';

export class EntryRepository extends Repository<Entry> {
  ofItem(id: string) {
    return this.findOneBy({ item: { id } });
  }
}

@Injectable()
export class ItemsService {
  constructor(
    @InjectRepository(Item) private readonly store: Repository<Item>,
    private readonly others: EntryRepository,
  ) {}

  async show(id: string) {
    const one = await this.store.findOneBy({ id });
    console.log('shown', one?.drawer); // ok: phi-to-log
    console.log('shown', one); // ruleid: phi-to-log {contact.address, nid.se.personnummer}
    const [all, count] = await this.store.findAndCount();
    console.log(count); // ok: phi-to-log
    console.log(all[0]?.place); // ruleid: phi-to-log {contact.address}
    const other = await this.others.findOneBy({ item: { id } });
    console.log(other?.title); // ok: phi-to-log
    console.log(other?.code); // ruleid: phi-to-log {clin.diagnosis}
    console.log(await this.others.ofItem(id)); // ruleid: phi-to-log {clin.diagnosis, clin.medication}
    console.log(await this.store.count()); // ok: phi-to-log
  }
}

// @file: src/entities/shift.ts
import { Column, Entity, ManyToOne, PrimaryColumn } from 'typeorm';

@Entity()
export class Account {
  @PrimaryColumn() id: string;
  @Column() email: string;
  @Column() phoneNumber: string;
}

@Entity()
export class Shift {
  @PrimaryColumn() id: string;
  @Column() room: string;
  @ManyToOne(() => Account) doctor: Account;
  @ManyToOne(() => Account) patient: Account;
}

// @file: src/shifts.ts
// Whoever works here is staff, whatever record type holds both.
import { getRepository } from 'typeorm';
import { Shift } from './entities/shift';

export async function shifts() {
  const ofDoctors = await getRepository(Shift).find({ relations: ['doctor'] });
  console.log(ofDoctors); // ok: phi-to-log
  const ofPatients = await getRepository(Shift).find({ relations: ['patient'] });
  console.log(ofPatients); // ruleid: phi-to-log {contact.email, contact.phone}
}

// @file: src/entities/codes.ts
import { Column, Entity, ManyToOne, PrimaryColumn } from 'typeorm';

@Entity()
export class IcdCode {
  @PrimaryColumn() id: string;
  @Column() diagnosis: string;
}

@Entity()
export class Complaint {
  @PrimaryColumn() id: string;
  @Column() diagnosis: string;
  @ManyToOne(() => IcdCode, { eager: true }) icdCode: IcdCode;
}

// @file: src/codes.ts
// An entry of a code system is nobody's, until a record has it.
import { getRepository } from 'typeorm';
import { Complaint, IcdCode } from './entities/codes';

export async function codes(id: string) {
  console.log(await getRepository(IcdCode).findOne({ where: { id } })); // ok: phi-to-log
  const complaint = await getRepository(Complaint).findOne({ where: { id } });
  console.log(complaint?.icdCode.diagnosis); // ruleid: phi-to-log {clin.diagnosis}
}

// @file: src/entities/triage.ts
import { Column, Entity, ManyToOne, PrimaryColumn } from 'typeorm';

@Entity()
export class Triage {
  @PrimaryColumn() id: string;
  @Column() notes: string;
  @Column() title: string;
  @Column() patientId: string;
}

@Entity()
export class Release {
  @PrimaryColumn() id: string;
  @Column() notes: string;
}

// @file: src/triage.ts
// Notes of a record that belongs to a patient are about that patient.
import { getRepository } from 'typeorm';
import { Release, Triage } from './entities/triage';

export async function triage(id: string) {
  const found = await getRepository(Triage).findOne({ where: { id } });
  console.log(found?.notes); // ruleid: phi-to-log {clin.note}
  console.log(found?.title); // ok: phi-to-log
  console.log(await getRepository(Release).findOne({ where: { id } })); // ok: phi-to-log
}
