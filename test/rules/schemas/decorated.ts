// Record types of Mongoose and MikroORM that are classes with decorators.

// @file: src/item.schema.ts
import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import type { HydratedDocument } from 'mongoose';

@Schema()
export class Item {
  @Prop()
  drawer: string;

  @Prop({ required: true })
  personalNumber: string;

  @Prop({ select: false })
  birthDate: Date;
}
export type ItemDocument = HydratedDocument<Item>;
export const ItemSchema = SchemaFactory.createForClass(Item);

// @file: src/items.service.ts
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { Item, type ItemDocument } from './item.schema';

@Injectable()
export class ItemsService {
  constructor(@InjectModel(Item.name) private readonly store: Model<ItemDocument>) {}

  async show(id: string) {
    const one = await this.store.findById(id);
    console.log(one?.drawer); // ok: phi-to-log
    console.log(one); // ruleid: phi-to-log {nid.se.personnummer}
    console.log(await this.store.findById(id).select('drawer').lean()); // ok: phi-to-log
    console.log(await this.store.findOne({ _id: id }, '+birthDate -personalNumber')); // ruleid: phi-to-log {demo.birthdate}
  }
}

// @file: src/entry.ts
import { Entity, ManyToOne, MikroORM, PrimaryKey, Property } from '@mikro-orm/core';

@Entity()
export class Owner {
  @PrimaryKey()
  id: string;

  @Property()
  personalNumber: string;
}

@Entity({ tableName: 'entries' })
export class Entry {
  @PrimaryKey()
  id: string;

  @Property()
  title: string;

  @Property()
  medication: string;

  @ManyToOne(() => Owner)
  owner: Owner;
}

export async function entries(id: string) {
  const orm = await MikroORM.init({});
  const one = await orm.em.findOne(Entry, { id });
  console.log(one?.title); // ok: phi-to-log
  console.log(one); // ruleid: phi-to-log {clin.medication}
  const narrow = await orm.em.findOne(Entry, { id }, { fields: ['title'] });
  console.log(narrow); // ok: phi-to-log
  const along = await orm.em.findOneOrFail(Entry, { id }, { populate: ['owner'] });
  console.log(along.owner.personalNumber); // ruleid: phi-to-log {nid.se.personnummer}
  console.log(along.owner.id); // ok: phi-to-log
}
