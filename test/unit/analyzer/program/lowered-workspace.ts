/** Programs made of source texts, through the real front end. */
import { lowerModule } from '../../../../server/src/analyzer/frontends/javascript/lower-module.ts';
import { parseModule } from '../../../../server/src/analyzer/frontends/javascript/parse.ts';
import type { FileFacts } from '../../../../server/src/analyzer/ir/file-facts.ts';
import { linkProgram } from '../../../../server/src/analyzer/program/link-program.ts';
import type { Program } from '../../../../server/src/analyzer/program/program.ts';
import { isConfigurationPath } from '../../../../server/src/analyzer/program/workspace-files.ts';
import { configurationFiles } from './ir-stub.ts';

/** The facts of one source text. */
export function lowerText(path: string, text: string): FileFacts {
  const { ir, gaps } = lowerModule(parseModule(path, text));
  return {
    path,
    textHash: '0000000000000000',
    triage: 'code',
    lineStarts: new Int32Array(1),
    isTest: false,
    ir,
    gaps,
    suppressions: [],
  };
}

/** Links texts by path; configuration files may be given as values. */
export function linkTexts(files: Readonly<Record<string, unknown>>): Program {
  const all = configurationFiles(files);
  const code = all.filter(({ path }) => !isConfigurationPath(path));
  const configuration = all.filter(({ path }) => isConfigurationPath(path));
  return linkProgram(
    code.map(({ path, text }) => lowerText(path, text)),
    configuration,
    [],
  );
}
