import { Body, Controller, Get, Inject, Param } from 'web';

@Controller('patients')
export class PatientController {
  @Inject() service: Service;
  constructor(@Inject('db') private db: Db) {}

  @Get(':id')
  find(@Param('id') id: string, @Body() body: Dto) {
    return this.db.find(id, body);
  }
}
