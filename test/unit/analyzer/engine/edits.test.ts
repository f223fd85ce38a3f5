/**
 * After any edit the engine answers what a cold run of the same files answers: findings, ranges, paths, coverage.
 *
 * Replays a thousand seeded random edits: on the fixtures of some themes with the rules of the fixtures, on the access
 * checks and on the example service with the shipped rules. `npm run replay-edits` does the same on any folder.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { parseFixture } from '../../../support/fixture.ts';
import { createRandomEdits } from '../../../support/random-edits.ts';
import { createReplay } from '../../../support/replay-edits.ts';
import { readRepositoryText, repositoryFiles } from '../../../support/repository.ts';

/** How often each program is edited. The last two cost ten to twenty times as much as the others. */
const programs = [
  { folder: 'test/fixtures/modules', edits: 380, ruleFile: 'test/fixtures-runner/fixture-rules.yaml' },
  { folder: 'test/fixtures/classes', edits: 130, ruleFile: 'test/fixtures-runner/fixture-rules.yaml' },
  { folder: 'test/fixtures/react', edits: 340, ruleFile: 'test/fixtures-runner/fixture-rules.yaml' },
  { folder: 'test/fixtures/calls', edits: 80, ruleFile: 'test/fixtures-runner/fixture-rules.yaml' },
  { folder: 'test/rules/access', edits: 50, ruleFile: undefined },
  { folder: 'test/projects/provsvar', edits: 20, ruleFile: undefined },
];

/** The files below a folder of the repository; those that a fixture stands for lie in a folder of its name. */
function readProgram(folder: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const file of repositoryFiles().filter((name) => name.startsWith(`${folder}/`))) {
    const name = file.slice(folder.length + 1);
    const text = readRepositoryText(file) ?? '';
    if (folder.startsWith('test/projects/')) files.set(name, text);
    else
      for (const part of parseFixture(path.posix.basename(name), text).files)
        files.set(`${path.posix.parse(name).name}/${part.path}`, part.text);
  }
  return files;
}

describe('edits of a program', () => {
  for (const [seed, { folder, edits, ruleFile }] of programs.entries())
    it(`answer what a cold run answers: ${edits} in ${folder}`, () => {
      const random = createRandomEdits(readProgram(folder), seed);
      const rules = ruleFile && { path: ruleFile, text: readRepositoryText(ruleFile) ?? '' };
      const replay = createReplay(random.current, rules ? [rules] : undefined);
      let findings = 0;
      for (let count = 1; count <= edits; count++) {
        const { what, changes } = random.next();
        const { incremental, cold } = replay(changes, random.current);
        findings += cold.findings;
        assert.equal(incremental.bytes, cold.bytes, `edit ${count}: ${what}`);
      }
      assert.ok(findings > edits, 'where nothing is found, nothing is compared');
    }).timeout(900_000);
});
