// A record of a patient stays one if a single field of it says what it is about; a field alone is no record.
import express from 'express';
import { Column, DataSource, Entity, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';

@Entity()
class Account {
  @PrimaryGeneratedColumn() id!: string;
  @Column() theme!: string;
}

@Entity()
class Appointment {
  @PrimaryGeneratedColumn() id!: string;
  @ManyToOne(() => Account) patient!: Account;
  @Column() startsAt!: Date;
  @Column() consultationNotes?: string;
}

@Entity()
class Draft {
  @PrimaryGeneratedColumn() id!: string;
  @ManyToOne(() => Account) editor!: Account;
  @Column() consultationNotes?: string;
}

const source = new DataSource({ type: 'postgres' });
const app = express();
app.get('/appointments', async (req, res) => {
  const found = await source.getRepository(Appointment).find({ where: { patient: { id: req.user.id } } });
  res.json({ data: found }); // ruleid: whole-entity-response
});
app.get('/drafts', async (req, res) => {
  const found = await source.getRepository(Draft).find({ where: { editor: { id: req.user.id } } });
  res.json({ data: found }); // ok: whole-entity-response
});
