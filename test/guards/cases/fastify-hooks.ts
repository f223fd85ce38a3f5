// Hooks of Fastify refuse by answering; the client of the database hangs on the application.
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import jwt from '@fastify/jwt';
import { db, view } from './db';

type ById = FastifyRequest<{ Params: { id: string } }>;

const app = Fastify();
app.register(jwt, { secret: String(process.env.KEY) });
app.decorate('prisma', db);
app.addHook('onRequest', (request) => request.jwtVerify());

async function hasRelation(request: ById, reply: FastifyReply) {
  const relation = await db.careRelation.findFirst({ where: { patientId: request.params.id, staffId: request.user.id } });
  if (!relation) return reply.code(403).send();
}
async function sameClinic(request: ById, reply: FastifyReply) {
  const patient = await db.patient.findUnique({ where: { id: request.params.id } });
  if (patient?.clinicId !== request.user.clinicId) {
    reply.code(404).send({ error: 'not found' });
    return reply;
  }
}
async function onlyLogs(request: ById) {
  const patient = await db.patient.findUnique({ where: { id: request.params.id } });
  if (patient?.clinicId !== request.user.clinicId) request.log.warn('other clinic');
}
async function onlySets(request: ById, reply: FastifyReply) {
  const patient = await db.patient.findUnique({ where: { id: request.params.id } });
  if (patient?.clinicId !== request.user.clinicId) return reply.header('x-other', 'yes');
}

app.get('/a/:id', { preHandler: hasRelation }, async (request: ById) => {
  return await app.prisma.patient.findUnique({ where: { id: request.params.id }, select: view }); // ok: patient-record-by-request-id
});
app.get('/b/:id', { preHandler: [sameClinic] }, async (request: ById, reply) => {
  return reply.send(await app.prisma.patient.findUnique({ where: { id: request.params.id }, select: view })); // ok: patient-record-by-request-id
});
app.get('/c/:id', { preHandler: onlyLogs }, async (request: ById) => {
  return await app.prisma.patient.findUnique({ where: { id: request.params.id }, select: view }); // ruleid: patient-record-by-request-id
});
app.get('/d/:id', { preHandler: onlySets }, async (request: ById) => {
  return await app.prisma.patient.findUnique({ where: { id: request.params.id }, select: view }); // ruleid: patient-record-by-request-id
});
app.get('/e/:id', async (request: ById) => {
  return await request.server.prisma.patient.findUnique({ where: { id: request.params.id }, select: view }); // ruleid: patient-record-by-request-id
});
app.get('/f', async (request) => {
  return await app.prisma.patient.findMany({ where: { clinicId: request.user.clinicId }, select: view }); // ok: patient-record-by-request-id
});
app.get('/g/:id/labs/:lab', { preHandler: hasRelation }, async (request: FastifyRequest<{ Params: { id: string; lab: string } }>) => {
  // The relation is to the patient of the path; the lab may be anybody's.
  return await app.prisma.lab.findUnique({ where: { id: request.params.lab }, select: { result: true } }); // ruleid: patient-record-by-request-id
});
app.get('/h/:id/labs/:lab', { preHandler: hasRelation }, async (request: FastifyRequest<{ Params: { id: string; lab: string } }>) => {
  const { id, lab } = request.params;
  return await app.prisma.lab.findFirst({ where: { id: lab, patientId: id }, select: { result: true } }); // ok: patient-record-by-request-id
});
