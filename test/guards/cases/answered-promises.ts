// Services of Nest whose promises are answered as they are; callers that decorators of our own take apart; conditions of
// a builder that are added on some ways only.

// @file: clinic/package.json
{ "name": "clinic", "dependencies": { "@nestjs/common": "10", "typeorm": "0.3" } }

// @file: clinic/callers.ts
import { createParamDecorator, type ExecutionContext, UnauthorizedException } from '@nestjs/common';

export const CallerId = createParamDecorator((_: undefined, context: ExecutionContext): string => {
  const request = context.switchToHttp().getRequest();
  if (!request.user) throw new UnauthorizedException();
  if (request.user.sub) {
    return request.user.sub;
  } else if (request.user.id) {
    return request.user.id;
  }
  throw new UnauthorizedException();
});
export const WishedId = createParamDecorator((_: undefined, context: ExecutionContext): string => {
  const request = context.switchToHttp().getRequest();
  return request.headers['x-wish'];
});

// @file: clinic/visit.ts
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity()
export class Visit {
  @PrimaryColumn() id: string;
  @Column() patientName: string;
  @Column() diagnosis: string;
  @Column() userId: string;
}

// @file: clinic/visits.service.ts
import { ForbiddenException, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Visit } from './visit';

@Injectable()
export class VisitsService {
  constructor(@InjectRepository(Visit) private readonly visits: Repository<Visit>) {}

  async one(id: string) {
    return this.visits.findOne({ where: { id } });
  }
  async own(id: string, userId: string) {
    const visit = await this.one(id);
    if (visit.userId !== userId) throw new ForbiddenException();
    return visit;
  }
  async looked(id: string, userId: string) {
    const visit = await this.one(id);
    if (visit.userId !== userId) console.log('somebody else');
    return visit;
  }
  async found(id: string, userId: string | undefined) {
    const builder = this.visits.createQueryBuilder('visit');
    if (userId) builder.andWhere('visit.userId = :userId', { userId });
    builder.andWhere('visit.id = :id', { id });
    return builder.getMany();
  }
  async foundOwn(id: string, userId: string) {
    const builder = this.visits.createQueryBuilder('visit');
    builder.andWhere('visit.userId = :userId', { userId });
    if (id) builder.andWhere('visit.id = :id', { id });
    return builder.getMany();
  }
  async foundBy(id: string, user: { id: string; role: string }) {
    const builder = this.visits.createQueryBuilder('visit');
    if (user.role !== 'admin') builder.andWhere('visit.userId = :userId', { userId: user.id });
    builder.andWhere('visit.id = :id', { id });
    return builder.getMany();
  }
}

// @file: clinic/visits.controller.ts
import { Controller, Get, Param, Query, Req, UseGuards } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { CallerId, WishedId } from './callers';
import { VisitsService } from './visits.service';

@Controller('visits')
@UseGuards(AuthGuard('jwt'))
export class VisitsController {
  constructor(private readonly visits: VisitsService) {}

  @Get('own/:id')
  own(@Param('id') id: string, @CallerId() userId: string) {
    return this.visits.own(id, userId); // ok: patient-record-by-request-id
  }
  @Get('looked/:id')
  looked(@Param('id') id: string, @CallerId() userId: string) {
    return this.visits.looked(id, userId); // ruleid: patient-record-by-request-id
  }
  @Get('wished/:id')
  wished(@Param('id') id: string, @WishedId() userId: string) {
    return this.visits.own(id, userId); // ruleid: patient-record-by-request-id
  }
  @Get('any/:id')
  any(@Param('id') id: string, @CallerId() userId: string) {
    console.log(userId);
    return this.visits.one(id); // ruleid: patient-record-by-request-id
  }
  @Get('found')
  found(@Query('id') id: string, @Query('mine') mine: string, @CallerId() userId: string) {
    return this.visits.found(id, mine ? userId : undefined); // ruleid: patient-record-by-request-id
  }
  @Get('found/own')
  foundOwn(@Query('id') id: string, @CallerId() userId: string) {
    return this.visits.foundOwn(id, userId); // ok: patient-record-by-request-id
  }
  @Get('found/by')
  foundBy(@Query('id') id: string, @Req() req) {
    return this.visits.foundBy(id, req.user); // ok: patient-record-by-request-id
  }
}
// What a server prints a page to holds what the page was set to, and setting it refuses nobody.
// @file: printing/app.ts
import express from 'express';
import puppeteer from 'puppeteer';
import { authenticate } from '../authenticate';
import { db } from '../db';

const app = express();
app.use(authenticate);
async function printed(html: string, clinic: string) {
  const browser = await puppeteer.launch();
  const page = await browser.newPage();
  await page.setContent(`${clinic}: ${html}`);
  return await page.pdf();
}
app.get('/prints/:id', async (req, res) => {
  const lab = await db.lab.findUnique({ where: { id: req.params.id } });
  res.send(await printed(lab?.result ?? '', req.user.clinicId)); // ruleid: patient-record-by-request-id
});
app.get('/prints/own/:id', async (req, res) => {
  const lab = await db.lab.findFirst({ where: { id: req.params.id, patientId: req.user.id } });
  res.send(await printed(lab?.result ?? '', req.user.clinicId)); // ok: patient-record-by-request-id
});
