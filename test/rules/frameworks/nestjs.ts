// NestJS: controllers by decorators, services by injection, parameters by decorators of the library and of the project.

// @file: prisma/schema.prisma
model Patient {
  id           String  @id
  personnummer String  @unique
  name         String
  address      String?
  userId       String
}

// @file: src/prisma.service.ts
import { Injectable } from '@nestjs/common';
import { PrismaClient } from '@prisma/client';

@Injectable()
export class PrismaService extends PrismaClient {}

// @file: src/current-user.ts
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

export const CurrentUser = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  const request = context.switchToHttp().getRequest();
  return request.user;
});

// @file: src/patients.repository.ts
import { Injectable } from '@nestjs/common';
import { PrismaService } from './prisma.service';

@Injectable()
export class PatientsRepository {
  constructor(private readonly prisma: PrismaService) {}

  byId(id: string) {
    return this.prisma.patient.findUnique({ where: { id }, select: { name: true, address: true } });
  }

  ofUser(id: string, userId: string) {
    return this.prisma.patient.findFirst({ where: { id, userId }, select: { name: true, address: true } });
  }

  byNumber(personnummer: string) {
    return this.prisma.patient.findUnique({ where: { personnummer }, select: { name: true } });
  }

  whole(userId: string) {
    return this.prisma.patient.findFirst({ where: { userId } });
  }
}

// @file: src/patients.service.ts
import { Inject, Injectable, Logger } from '@nestjs/common';
import { PatientsRepository } from './patients.repository';

@Injectable()
export class PatientsService {
  private readonly logger = new Logger(PatientsService.name);

  constructor(@Inject(PatientsRepository) private readonly patients: PatientsRepository) {}

  async one(id: string) {
    return this.patients.byId(id);
  }

  async own(id: string, userId: string) {
    return this.patients.ofUser(id, userId);
  }

  async byNumber(personnummer: string) {
    return this.patients.byNumber(personnummer);
  }

  async whole(userId: string) {
    return this.patients.whole(userId);
  }

  note(body: object) {
    this.logger.log(body); // ruleid: request-body-to-log
  }

  noteId(id: string) {
    this.logger.log(id); // ok: request-body-to-log
  }
}

// @file: src/patients.controller.ts
import { Body, Controller, Get, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { Request, Response } from 'express';
import { CurrentUser } from './current-user';
import { PatientsService } from './patients.service';
import { PrismaService } from './prisma.service';

@Controller('patients')
@UseGuards(AuthGuard('jwt'))
export class PatientsController {
  constructor(
    private readonly patients: PatientsService,
    private readonly prisma: PrismaService,
  ) {}

  @Get(':id')
  async one(@Param('id') id: string) {
    return this.patients.one(id); // ruleid: patient-record-by-request-id
  }

  @Get('own/:id')
  async own(@Param('id') id: string, @CurrentUser() user: { id: string }) {
    return this.patients.own(id, user.id); // ok: patient-record-by-request-id
  }

  @Get('mine/:id')
  async mine(@Param('id') id: string, @Req() request: Request) {
    return this.patients.own(id, request.user.id); // ok: patient-record-by-request-id
  }

  @Get()
  async find(@Query('personnummer') personnummer: string) {
    return this.patients.byNumber(personnummer); // ruleid: lookup-by-national-id
  }

  @Get('whole')
  async whole(@CurrentUser() user: { id: string }) {
    return this.patients.whole(user.id); // ruleid: whole-entity-response
  }

  @Get('some')
  async some(@CurrentUser() user: { id: string }) {
    const patient = await this.patients.whole(user.id);
    return { name: patient?.name }; // ok: whole-entity-response
  }

  @Post()
  async add(@Body() body: { name: string; id: string }) {
    this.patients.note(body);
    this.patients.noteId(body.id);
  }

  @Get('response/:id')
  async response(@Param('id') id: string, @Res() response: Response) {
    const patient = await this.prisma.patient.findUnique({ where: { id }, select: { name: true } });
    response.json(patient); // ruleid: patient-record-by-request-id
  }

  @Get('raw')
  async raw(@Query() query: { name: string }) {
    await this.prisma.$executeRawUnsafe(`UPDATE patient SET seen = 1 WHERE name = '${query.name}'`); // ruleid: injection-to-patient-store
    await this.prisma.$executeRaw`UPDATE patient SET seen = 1 WHERE name = ${query.name}`; // ok: injection-to-patient-store
  }

  // Not a route: nobody outside calls it.
  async helper(id: string) {
    return this.patients.one(id); // ok: patient-record-by-request-id
  }
}

// @file: src/patients.resolver.ts
import { Args, Context, Query, Resolver } from '@nestjs/graphql';
import { PatientsService } from './patients.service';

@Resolver('Patient')
export class PatientsResolver {
  constructor(private readonly patients: PatientsService) {}

  @Query()
  async patient(@Args('id') id: string) {
    return this.patients.one(id); // ruleid: patient-record-by-request-id
  }

  @Query()
  async ownPatient(@Args('id') id: string, @Context() context: { req: { user: { id: string } } }) {
    return this.patients.own(id, context.req.user.id); // ok: patient-record-by-request-id
  }

  // The caller of a resolver asks for the fields.
  @Query()
  async wholePatient(@Context() context: { req: { user: { id: string } } }) {
    return this.patients.whole(context.req.user.id); // ok: whole-entity-response
  }
}

// @file: src/patients.listener.ts
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { PatientsService } from './patients.service';

@Controller()
export class PatientsListener {
  constructor(private readonly patients: PatientsService) {}

  @MessagePattern('patients.one')
  async one(@Payload() message: { id: string }) {
    return this.patients.one(message.id); // ruleid: patient-record-by-request-id
  }
}
