import { parseArgs } from 'node:util';
import { prisma } from '@/lib/db';
import { testPersons } from './fixtures/persons';

const KATALOG = [
  {
    kod: 'HB',
    benamning: 'Hemoglobin',
    beskrivning: 'Hur mycket syre blodet kan bära.',
    enhet: 'g/L',
  },
  { kod: 'CRP', benamning: 'CRP', beskrivning: 'Stiger vid inflammation.', enhet: 'mg/L' },
  { kod: 'TSH', benamning: 'TSH', beskrivning: 'Styr sköldkörteln.', enhet: 'mIE/L' },
];

async function seedUnit(benamning: string): Promise<string> {
  const hsaId = `TEST-${benamning.toUpperCase()}`;
  const unit = await prisma.vardenhet.upsert({
    where: { hsaId },
    create: { benamning, hsaId, regionKod: '00' },
    update: {},
    select: { id: true },
  });
  return unit.id;
}

async function seedPatients(vardenhetId: string): Promise<number> {
  const { count } = await prisma.patient.createMany({
    data: testPersons.map((person) => ({ ...person, vardenhetId })),
    skipDuplicates: true,
  });
  return count;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { unit: { type: 'string', default: 'testkliniken' } } });
  if (process.env.NODE_ENV === 'production') {
    throw new Error('The seed is for development only');
  }

  await prisma.analysKatalog.createMany({ data: KATALOG, skipDuplicates: true });
  const vardenhetId = await seedUnit(values.unit ?? 'testkliniken');
  const antal = await seedPatients(vardenhetId);

  console.log(`Skapade ${antal} av ${testPersons.length} patienter`); // ok: phi-to-log -- counts
}

main()
  .catch(() => {
    console.error('Seed misslyckades'); // ok: phi-to-log
    process.exitCode = 1;
  })
  .finally(() => prisma.$disconnect());
