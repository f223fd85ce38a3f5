/** Small applications, whole pipeline with the shipped rules, held against the comments in their files. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAnnotations } from '../support/annotations.ts';
import { checkFindings } from '../support/check-findings.ts';
import { repositoryRoot } from '../support/repository.ts';
import { reportedFindings, runEngine } from '../support/run-engine.ts';

const projects = path.join(repositoryRoot, 'test/projects');

function readProject(name: string) {
  const root = path.join(projects, name);
  return readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
    .map((absolute) => ({
      path: path.relative(root, absolute).split(path.sep).join('/'),
      text: readFileSync(absolute, 'utf8'),
      firstLine: 1,
    }));
}

describe('projects', () => {
  for (const entry of readdirSync(projects, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    it(entry.name, () => {
      const files = readProject(entry.name);
      const engine = runEngine({ files });
      assert.deepEqual(engine.problems().filter(({ severity }) => severity === 'error'), []);
      const annotated = files
        .filter(({ path: file }) => /\.[cm]?[jt]sx?$/.test(file))
        .map((file) => ({ ...file, expected: parseAnnotations(file.text) }));
      const ruleIds = engine.rules().map(({ id }) => id);
      assert.deepEqual(checkFindings(reportedFindings(engine), annotated, { ruleIds }), []);
    });
  }
});
