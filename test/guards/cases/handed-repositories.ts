// Repositories that are handed to helpers, and filters as TypeORM had them before version 0.3.

// @file: ward/entities.ts
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
@Entity()
export class Examination {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column() diagnosis: string;
  @Column() patientName: string;
  @Column() patientId: string;
  @Column() doctorId: string;
}
@Entity()
export class Medication {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column() dose: string;
  @Column() patientId: string;
}

// @file: ward/helpers.ts
import { getConnection, Repository } from 'typeorm';
export class Pages {
  async paginate<T>(repository: Repository<T>, filter: object, page: number) {
    const [rows, total] = await repository.findAndCount({ where: filter, skip: page * 20, take: 20 });
    return { total, page, data: rows };
  }
}
export async function changeEntity<T>(entity: new () => T, id: string, values: object, repository: Repository<T>): Promise<T> {
  const done = await getConnection().createQueryBuilder().update(entity).set({ ...values }).where('id = :id', { id }).execute();
  if (done.affected === 0) throw new Error('not found');
  return await repository.findOne(id);
}

// @file: ward/controller.ts
import { Body, Controller, Get, Param, Put, Query, Req, UseGuards } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Examination, Medication } from './entities';
import { changeEntity, Pages } from './helpers';

@Controller('ward')
@UseGuards(AuthGuard('jwt'))
export class WardController {
  constructor(
    @InjectRepository(Examination) private readonly examinations: Repository<Examination>,
    @InjectRepository(Medication) private readonly medications: Repository<Medication>,
    private readonly pages: Pages,
  ) {}

  @Get('a/:id')
  async a(@Param('id') id: string) {
    return await this.examinations.findOne(id); // ruleid: patient-record-by-request-id
  }
  @Get('b')
  async b(@Query('patientId') patientId: string) {
    return await this.examinations.find({ patientId }); // ruleid: patient-record-by-request-id
  }
  @Get('c')
  async c(@Query('patientId') patientId: string, @Req() req) {
    return await this.examinations.find({ patientId, doctorId: req.user.id }); // ok: patient-record-by-request-id
  }
  @Get('d')
  async d(@Req() req) {
    return await this.examinations.find({ doctorId: req.user.id }); // ok: patient-record-by-request-id
  }
  @Get('e')
  async e(@Query('patientId') patientId: string, @Query('page') page: number) {
    return await this.pages.paginate(this.examinations, { patientId }, page); // ruleid: patient-record-by-request-id
  }
  @Get('f')
  async f(@Query('patientId') patientId: string, @Query('page') page: number, @Req() req) {
    return await this.pages.paginate(this.examinations, { patientId, doctorId: req.user.id }, page); // ok: patient-record-by-request-id
  }
  @Get('g')
  async g(@Query('page') page: number, @Req() req) {
    return await this.pages.paginate(this.medications, { patientId: req.user.id }, page); // ok: patient-record-by-request-id
  }
  @Put('h/:id')
  async h(@Param('id') id: string, @Body() values: object) {
    await changeEntity(Examination, id, values, this.examinations); // ruleid: patient-record-changed-by-request-id
  }
  @Put('i')
  async i(@Body() values: object, @Req() req) {
    await changeEntity(Examination, req.user.examinationId, values, this.examinations); // ok: patient-record-changed-by-request-id
  }
}
