/** Which modules are classified again after an edit, and that what is kept is what would be found anew. */
import assert from 'node:assert/strict';
import type { ModuleSeeds } from '../../../../server/src/analyzer/classification/kept-seeds.ts';
import { classifySources, keepSources, type Sources } from './classify-source.ts';

const sources: Sources = {
  'src/a.ts': 'export function a(patient) { console.log(patient.personnummer); }\n',
  'src/fields.ts': "export interface Visit { diagnosis: string }\nexport const address = '/visits';\n",
  'src/load.ts':
    "import type { Visit } from './fields.ts';\nexport async function load(): Promise<Visit> { return (await fetch('/v')).json(); }\n",
  'src/other.ts': 'export function other(user) { console.log(user.email); }\n',
  'src/show.ts':
    "import { load } from './load.ts';\nexport async function show(id) { const visit = await load(id); console.log(visit); }\n",
};

/** Paths of the modules that were classified again after files were put in the place of others. */
function classifiedAgain(edits: Sources): readonly string[] {
  const kept = keepSources();
  classifySources(sources, { kept });
  const again: string[] = [];
  const { seeds } = kept;
  const keep = seeds.keep.bind(seeds);
  seeds.keep = (question, module, wanted, log, found: ModuleSeeds) => {
    again.push(module.ir.path);
    keep(question, module, wanted, log, found);
  };
  const edited = { ...sources, ...edits };
  const { lines, classification } = classifySources(edited, { kept });
  const cold = classifySources(edited);
  assert.deepEqual(lines, cold.lines);
  assert.deepEqual(classification, cold.classification);
  return again;
}

describe('KeptSeeds', () => {
  it('keeps all modules but the one that was edited, though their values have other numbers now', () => {
    const text =
      'export function a(patient) { const n = 1; console.log(n, patient.name, patient.personnummer); }\n';
    assert.deepEqual(classifiedAgain({ 'src/a.ts': text }), ['src/a.ts']);
  });

  it('classifies those again that read what was edited', () => {
    const text = "export interface Visit { phone: string }\nexport const address = '/visits';\n";
    const again = classifiedAgain({ 'src/fields.ts': text });
    assert.ok(again.includes('src/load.ts'));
    assert.ok(!again.includes('src/other.ts'));
  });

  it('classifies those again whose calls reach something else', () => {
    const text = 'export const load = globalThis.load;\n';
    const again = classifiedAgain({ 'src/load.ts': text });
    assert.ok(again.includes('src/show.ts'));
    assert.ok(!again.includes('src/a.ts'));
  });

  it('keeps nothing when a file comes or goes', () => {
    const again = classifiedAgain({ 'src/new.ts': 'export const x = 1;\n' });
    assert.ok(again.includes('src/other.ts'));
  });

  it('gives the same with nothing to begin with as without it', () => {
    const { lines, classification } = classifySources(sources, { kept: keepSources() });
    const without = classifySources(sources);
    assert.ok(lines.length > 0);
    assert.deepEqual(classification, without.classification);
  });
});
