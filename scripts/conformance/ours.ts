/**
 * Runs our engine over rules and targets, one target at a time, so that data cannot flow from one target to another.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { neverCancelled } from '../../server/src/analyzer/base/cancellation.ts';
import { createEngine, defaultConfiguration } from '../../server/src/analyzer/engine/create-engine.ts';
import { readKnowledge } from '../read-knowledge.mjs';
import { root } from '../run.mjs';
import type { ConformanceCase } from './cases.ts';
import type { Answers, ReportedRange } from './oracle.ts';

/** What our engine says. */
export function askOurs(cases: readonly ConformanceCase[], targets: readonly string[]): Answers {
  const engine = createEngine();
  const ruleFiles = cases.map(({ id, rule }) => ({
    path: `${id}.json`,
    text: JSON.stringify({ rules: [rule] }),
  }));
  engine.applyChange({
    knowledge: readKnowledge(root),
    ruleFiles: { files: ruleFiles, includeDefaultRules: false },
    configuration: {
      ...defaultConfiguration,
      includeTests: true,
      semgrepCompat: true,
      today: new Date().toISOString().slice(0, 10),
    },
  });
  const ranges: ReportedRange[] = [];
  const broken: Record<string, string> = {};
  for (const { severity, message, path: file } of engine.problems())
    if (severity === 'error') broken[path.basename(file, '.json')] = message;
  for (const target of targets) {
    const name = path.basename(target);
    engine.applyChange({ files: [{ path: name, text: readFileSync(target, 'utf8') }] });
    for (const _ of engine.analyze([], neverCancelled)) {
      // The generator only reports where it is.
    }
    for (const { ruleId, location } of engine.findings())
      ranges.push({
        id: ruleId,
        path: target,
        line: location.startLine + 1,
        endLine: location.endLine + 1,
        column: location.startColumn + 1,
        endColumn: location.endColumn + 1,
      });
    engine.applyChange({ files: [{ path: name, text: undefined }] });
  }
  return { version: '', ranges, broken };
}
