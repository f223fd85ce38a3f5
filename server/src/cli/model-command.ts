/**
 * `sekretess model init PACKAGE` writes a model file to be filled in; `sekretess model test FILE` runs the examples of
 * model files.
 */
import { neverCancelled } from '../analyzer/base/cancellation.ts';
import type { Problem } from '../analyzer/base/problem.ts';
import type { KnowledgeFile } from '../analyzer/engine/engine.ts';
import { createExampleRunner, readExamples } from '../analyzer/engine/test-models.ts';
import { modelSkeleton } from '../report/model-skeleton.ts';
import { toPrintable } from '../report/printable.ts';
import { countOf } from '../report/report.ts';
import { projectModelPath } from '../scan/load-configuration.ts';
import { defaultScanOptions } from '../scan/options.ts';
import { scanWorkspace } from '../scan/scan-workspace.ts';
import { UserError } from '../scan/user-error.ts';
import type { CliEnvironment, ModelArguments } from './cli-environment.ts';
import type { CommandParts } from './create-commands.ts';
import { exitCodes } from './exit-code.ts';
import { fromCurrentFolder, toLocation } from './places.ts';
import { problemText } from './problem-text.ts';
import { whyNotWritable, writeFileAtomically, writeText } from './write-output.ts';

/** See the head of this file. */
export function modelCommand(
  parts: CommandParts,
  args: ModelArguments,
  environment: CliEnvironment,
): Promise<number> {
  switch (args.action) {
    case 'init':
      return initModel(parts, args, environment);
    case 'test':
      return testModels(parts, args, environment);
    default:
      throw new UserError(
        `There is no "model ${args.action}". So nothing was done. Write sekretess model init PACKAGE [PATH…], or sekretess model test FILE….`,
      );
  }
}

async function initModel(
  parts: CommandParts,
  { names, output }: ModelArguments,
  environment: CliEnvironment,
): Promise<number> {
  const { currentFolder, stdout, stderr } = environment;
  const [name, ...paths] = names;
  if (name === undefined)
    throw new UserError(
      'No package is named. So there is nothing to describe. Write sekretess model init PACKAGE.',
    );
  const target = output === undefined ? undefined : toLocation(currentFolder, output);
  if (target !== undefined) {
    const why = (await parts.host.kindOf(target)) === 'file' ? 'it exists already' : whyNotWritable(target);
    if (why !== undefined)
      throw new UserError(`The model cannot be written to "${output}": ${why}. Name another file.`);
  }
  const result = await scanWorkspace(
    parts.host,
    parts.createEngine,
    {
      targets: (paths.length === 0 ? ['.'] : paths).map((path) => ({
        name: path,
        location: toLocation(currentFolder, path),
      })),
      knowledge: parts.knowledge,
      ruleFiles: undefined,
      options: { ...defaultScanOptions, today: environment.today, isExplaining: true },
      nameOf: (location) => fromCurrentFolder(currentFolder, location),
    },
    neverCancelled,
    () => undefined,
  );
  const members = result.usageOf(name);
  if (members.length === 0)
    throw new UserError(
      `Nothing of the package "${name}" is called in the code that was scanned. So there is nothing to describe. Check the name; sekretess scan lists the most-called packages without a model at its end.`,
    );
  const text = modelSkeleton(name, members);
  if (target === undefined) await writeText(stdout, text);
  else {
    writeFileAtomically(target, text);
    await writeText(
      stderr,
      `${countOf(members.length, 'member')} of "${name}" written to ${output}. Fill it in, name it under "models" in sekretess.yml, and run: sekretess model test ${output}\n`,
    );
  }
  return exitCodes.ok;
}

const maxModelBytes = 4_000_000;

async function testModels(
  { host, knowledge }: CommandParts,
  { names }: ModelArguments,
  { currentFolder, stdout, stderr }: CliEnvironment,
): Promise<number> {
  if (names.length === 0)
    throw new UserError('No model file is named. So nothing was tested. Write sekretess model test FILE….');
  const files: KnowledgeFile[] = [];
  for (const name of names) {
    const outcome = await host.readText(toLocation(currentFolder, name), maxModelBytes);
    if (outcome.kind !== 'text')
      throw new UserError(`The model file "${name}" cannot be read. So nothing was tested. Check the path.`);
    files.push({ path: projectModelPath(name), text: outcome.text });
  }
  const nameOf = new Map(files.map(({ path }, index) => [path, names[index] ?? path]));
  const shipped = new Set(knowledge.map(({ text }) => text));
  const all = [...knowledge, ...files.filter(({ text }) => !shipped.has(text))];
  const runner = createExampleRunner(all);
  const { examples, problems } = readExamples(all, files);
  const found: Problem[] = [...runner.problems.filter(({ path }) => nameOf.has(path)), ...problems];
  let failed = 0;
  for (const example of examples) {
    const { wrong, problems: own } = runner.run(example);
    found.push(...own.map((problem) => ({ ...problem, path: example.path, line: example.line })));
    const title = `${nameOf.get(example.path) ?? example.path}:${example.line} ${example.name}`.trim();
    if (wrong.length > 0) failed++;
    await writeText(
      stdout,
      toPrintable(`${wrong.length === 0 ? 'passed' : 'FAILED'}  ${title}`) +
        wrong.map((fact) => `\n  does not hold: ${toPrintable(fact)}`).join('') +
        '\n',
    );
  }
  const silent = files.filter(({ path }) => !examples.some((example) => example.path === path));
  found.push(
    ...silent.map(({ path }) => ({
      severity: 'error' as const,
      message: 'This model file has no example, so nothing of it is tested. Add one under "examples".',
      path,
      line: 1,
      column: 1,
    })),
  );
  await writeText(
    stdout,
    `${countOf(examples.length, 'example')}: ${examples.length - failed} passed, ${failed} failed.\n`,
  );
  for (const problem of found)
    await writeText(stderr, problemText({ ...problem, path: nameOf.get(problem.path) ?? problem.path }));
  if (found.some(({ severity }) => severity === 'error')) return exitCodes.usage;
  return failed > 0 ? exitCodes.findings : exitCodes.ok;
}
