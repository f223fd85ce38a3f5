// Services that a container makes once and that keep who is calling: in fields that they read themselves, that others
// read, and that a helper reads of the whole service.

// @file: clinic/package.json
{ "name": "clinic", "dependencies": { "@nestjs/common": "10", "typeorm": "0.3" } }

// @file: clinic/visit.ts
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity()
export class Visit {
  @PrimaryColumn() id: string;
  @Column() patientName: string;
  @Column() diagnosis: string;
  @Column() userId: string;
}

// @file: clinic/callers.service.ts
import { Injectable } from '@nestjs/common';

/** Reads what it keeps itself. */
@Injectable()
export class KeptCaller {
  private id = '';
  enter(user: { id: string }) {
    this.id = user.id;
  }
  who(): string {
    return this.id;
  }
}

/** Others read what it keeps. */
@Injectable()
export class ShownCaller {
  user: { id: string } = { id: '' };
  enter(user: { id: string }) {
    this.user = user;
  }
}

/** A helper is given all of it. */
@Injectable()
export class HandedCaller {
  id = '';
  enter(user: { id: string }) {
    this.id = user.id;
  }
  who(): string {
    return idOf(this);
  }
}
function idOf(kept: { id: string }): string {
  return kept.id;
}

/** Keeps what was asked for, and nobody. */
@Injectable()
export class Journal {
  private readonly lines: string[] = [];
  private last = '';
  note(id: string) {
    this.lines.push(id);
    this.last = id;
  }
  latest(): string {
    return this.last;
  }
}

// @file: clinic/visits.service.ts
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { HandedCaller, Journal, KeptCaller, ShownCaller } from './callers.service';
import { Visit } from './visit';

@Injectable()
export class VisitsService {
  constructor(
    @InjectRepository(Visit) private readonly visits: Repository<Visit>,
    private readonly journal: Journal,
    private readonly kept: KeptCaller,
    private readonly shown: ShownCaller,
    private readonly handed: HandedCaller,
  ) {}

  async one(id: string) {
    this.journal.note(id);
    return this.visits.findOne({ where: { id } });
  }
  async latest() {
    return this.visits.findOne({ where: { id: this.journal.latest() } });
  }
  async ofKept(id: string) {
    this.journal.note(id);
    return this.visits.findOne({ where: { id, userId: this.kept.who() } });
  }
  enter(user: { id: string }) {
    this.shown.enter(user);
    this.handed.enter(user);
  }
  async ofShown(id: string) {
    return this.visits.findOne({ where: { id, userId: this.shown.user.id } });
  }
  async ofHanded(id: string) {
    return this.visits.findOne({ where: { id, userId: this.handed.who() } });
  }
}

// @file: clinic/visits.controller.ts
import { Controller, Get, Param, Req, UseGuards } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { KeptCaller } from './callers.service';
import { VisitsService } from './visits.service';

@Controller('visits')
@UseGuards(AuthGuard('jwt'))
export class VisitsController {
  constructor(
    private readonly visits: VisitsService,
    private readonly kept: KeptCaller,
  ) {}

  @Get('any/:id')
  any(@Param('id') id: string) {
    return this.visits.one(id); // ruleid: patient-record-by-request-id
  }
  @Get('latest')
  latest() {
    return this.visits.latest(); // ruleid: patient-record-by-request-id
  }
  @Get('kept/:id')
  ofKept(@Param('id') id: string, @Req() req) {
    this.kept.enter(req.user);
    return this.visits.ofKept(id); // ok: patient-record-by-request-id
  }
  @Get('shown/:id')
  ofShown(@Param('id') id: string, @Req() req) {
    this.visits.enter(req.user);
    return this.visits.ofShown(id); // ok: patient-record-by-request-id
  }
  @Get('handed/:id')
  ofHanded(@Param('id') id: string, @Req() req) {
    this.visits.enter(req.user);
    return this.visits.ofHanded(id); // ok: patient-record-by-request-id
  }
}
