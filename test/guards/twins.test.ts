/**
 * Every form of a tie in every framework, the vulnerable one beside the guarded ones: shapes × families.
 *
 * Each body becomes a way in of its own. A loud one must be reported, a quiet one must not, at the default tier; what is
 * known to be otherwise stands in `known`, and fails when it changes.
 */
import assert from 'node:assert/strict';
import { repositoryFiles } from '../support/repository.ts';
import { runEngine } from '../support/run-engine.ts';
import { type Family, families } from './twins/families.ts';
import { shapes } from './twins/shapes.ts';

/** Ways in that are known to be judged wrongly, as `family: form (loud|quiet)`. */
const known: ReadonlySet<string> = new Set([]);

const store = `
import { PrismaClient } from '@prisma/client';
import { Pool } from 'pg';
import { model, Schema } from 'mongoose';
export const db = new PrismaClient();
export const pool = new Pool();
export const view = { id: true, name: true, address: true, userId: true, clinicId: true } as const;
export const Visit = model('Visit', new Schema({ diagnosis: String, owner: Schema.Types.ObjectId }));
`;
const schema = `
model Patient {
  id       String @id
  name     String
  address  String?
  userId   String
  clinicId String
  labs     Lab[]
}
model Lab {
  id        String  @id
  result    String
  diagnosis String
  patientId String
  patient   Patient @relation(fields: [patientId], references: [id])
}
model CareRelation {
  id        String @id
  staffId   String
  patientId String
}
`;
const helpers = `import { db, view } from './db';
interface User { id: string; role: string; clinicId: string; patientId: string; patientIds: string[] }
interface Owned { id: string; name: string; userId: string }
${shapes.map((shape) => shape.helpers ?? '').join('\n')}
`;

interface Way {
  readonly label: string;
  readonly name: string;
  readonly isLoud: boolean;
  readonly body: string;
}

const ways: readonly Way[] = shapes.flatMap(({ name, loud, quiet }, index) => [
  ...loud.map((body, k) => ({ label: `${name} (loud)`, name: `way${index}l${k}`, isLoud: true, body })),
  ...quiet.map((body, k) => ({ label: `${name} (quiet)`, name: `way${index}q${k}`, isLoud: false, body })),
]);

/** The body in the words of a framework. */
function spelled(family: Family, body: string): string {
  let text = '';
  let at = 0;
  // The argument of SEND may hold parentheses.
  for (let from = body.indexOf('SEND('); from >= 0; from = body.indexOf('SEND(', at)) {
    let depth = 1;
    let end = from + 5;
    for (; depth > 0 && end < body.length; end++) depth += body[end] === '(' ? 1 : body[end] === ')' ? -1 : 0;
    text += body.slice(at, from) + family.send(body.slice(from + 5, end - 1));
    at = end;
  }
  text += body.slice(at);
  return text
    .replaceAll(/\bDENY;/g, `{ ${family.deny}; }`)
    .replaceAll(/\bID\b/g, family.id)
    .replaceAll(/\bME\b/g, family.me);
}

const used = [...helpers.matchAll(/export (?:async )?(?:function|const|class) (\w+)/g)].map(([, name]) => name).join(', ');

function filesOf(family: Family): { readonly path: string; readonly text: string }[] {
  const routes = new Map<string, string[]>();
  for (const { name, body } of ways) {
    const path = family.file(name);
    routes.set(path, [...(routes.get(path) ?? []), family.route(name, spelled(family, body))]);
  }
  return [
    { path: 'db.ts', text: store },
    { path: 'prisma/schema.prisma', text: schema },
    { path: 'helpers.ts', text: helpers },
    ...Object.entries(family.others ?? {}).map(([path, text]) => ({ path, text })),
    ...[...routes].map(([path, texts]) => ({
      path,
      text: family.wrap(texts.join('\n')).replaceAll('HELPERS', used),
    })),
  ];
}

describe('twins', () => {
  const access = new Set(
    repositoryFiles().flatMap((file) => /^rules\/packs\/access\/(.+)\.yaml$/.exec(file)?.[1] ?? []),
  );
  for (const family of families) {
    it(family.name, () => {
      const files = filesOf(family);
      const engine = runEngine({ files });
      assert.deepEqual(
        engine.coverage().gaps.filter(({ kind }) => kind === 'internal-error' || kind === 'syntax-error'),
        [],
      );
      const textOf = new Map(files.map(({ path, text }) => [path, text.split('\n')]));
      const reported = new Set<string>();
      for (const { ruleId, confidence, location, endpoint } of engine.findings()) {
        if (!access.has(ruleId) || confidence === 'low') continue;
        const lines = textOf.get(location.path) ?? [];
        const places = [location.path, lines[location.startLine] ?? '', endpoint?.path ?? '', endpoint?.handler.path ?? ''];
        for (const { name } of ways) if (places.some((place) => new RegExp(`\\b${name}\\b`).test(place))) reported.add(name);
      }
      const wrong = ways
        .filter(({ name, isLoud }) => reported.has(name) !== isLoud)
        .map(({ label, name }) => ({ key: `${family.name}: ${label}`, name }));
      assert.deepEqual(
        wrong.filter(({ key }) => !known.has(key)).map(({ key, name }) => `${key} ${name}`),
        [],
      );
      const healed = [...known].filter(
        (key) => key.startsWith(`${family.name}: `) && !wrong.some((one) => one.key === key),
      );
      assert.deepEqual(healed, []);
    });
  }
});
