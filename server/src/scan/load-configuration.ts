/**
 * Finds and reads `sekretess.yml` and the files that it names.
 *
 * It is looked for in the scanned folder and upwards to the root of the repository; the innermost one holds, alone.
 */
import type { Problem } from '../analyzer/base/problem.ts';
import type { KnowledgeFile } from '../analyzer/engine/engine.ts';
import type { Host, Location } from '../hosts/host.ts';
import {
  configurationFileName,
  maxConfigurationBytes,
  noSettings,
  parseConfiguration,
  type WorkspaceSettings,
} from './configuration.ts';
import { loadRuleFiles } from './rule-files.ts';
import { UserError } from './user-error.ts';

/** Settings in force. */
export interface LoadedConfiguration {
  readonly settings: WorkspaceSettings;
  /** Digits only, each once, sorted. */
  readonly testIdentityNumbers: readonly string[];
  /** Models of the project, as the engine takes them. */
  readonly models: readonly KnowledgeFile[];
  /** Rule files of the project, which run beside the shipped rules. */
  readonly ruleFiles: readonly KnowledgeFile[];
  /** The folder of the file; undefined when there is none. */
  readonly folder: Location | undefined;
  /** How messages call the file; empty when there is none. */
  readonly name: string;
  readonly problems: readonly Problem[];
}

/** Largest file of test identity numbers that is read, in bytes. */
const maxNumbersBytes = 16_000_000;

/** Digits that an identity number may have. */
const digitRange = { least: 6, most: 20 };

/** Looks from `folder` upwards to `outermost`. `nameOf`: how messages call a file. */
export async function loadConfiguration(
  host: Host,
  folder: Location,
  outermost: Location,
  nameOf: (location: Location) => string,
): Promise<LoadedConfiguration> {
  for (
    let at: Location | undefined = folder;
    at !== undefined;
    at = at === outermost ? undefined : host.parent(at)
  ) {
    const file = host.join(at, configurationFileName);
    const kind = await host.kindOf(file);
    if (kind === 'missing') {
      const misnamed = host.join(at, 'sekretess.yaml');
      if ((await host.kindOf(misnamed)) === 'file')
        return nothing([
          problem(
            nameOf(misnamed),
            `This file is not read, because the configuration is called ${configurationFileName}. Rename it.`,
            'warning',
          ),
        ]);
      continue;
    }
    const outcome = await host.readText(file, maxConfigurationBytes);
    if (outcome.kind !== 'text') {
      const why =
        outcome.kind === 'unreadable'
          ? outcome.why
          : `it is ${outcome.kind === 'binary' ? 'not text' : 'too large'}`;
      return nothing([
        problem(
          nameOf(file),
          `The configuration cannot be read: ${why}. No setting of it holds. Make it a readable YAML file.`,
        ),
      ]);
    }
    const { settings, problems } = parseConfiguration(nameOf(file), outcome.text);
    const numbers = await readTestIdentityNumbers(host, at, settings, nameOf(file), nameOf);
    const models = await readModels(host, at, settings, nameOf(file));
    const rules = await readRuleFiles(host, at, settings, { configuration: nameOf(file), nameOf });
    return {
      settings,
      testIdentityNumbers: numbers.numbers,
      models: models.files,
      ruleFiles: rules.files,
      folder: at,
      name: nameOf(file),
      problems: [...problems, ...numbers.problems, ...models.problems, ...rules.problems],
    };
  }
  return nothing([]);
}

function nothing(problems: readonly Problem[]): LoadedConfiguration {
  return {
    settings: noSettings,
    testIdentityNumbers: [],
    models: [],
    ruleFiles: [],
    folder: undefined,
    name: '',
    problems,
  };
}

function problem(
  path: string,
  message: string,
  severity: Problem['severity'] = 'error',
  line = 1,
  column = 1,
): Problem {
  return { severity, message, path, line, column };
}

/** Sorts behind every shipped model, so that the project's rows win. */
const modelFolder = 'models/~/';

/** The path under which a model file of the project is given to the engine. */
export function projectModelPath(name: string): string {
  return modelFolder + name;
}

/** The name that {@link projectModelPath} was given. */
export function projectModelName(path: string): string | undefined {
  return path.startsWith(modelFolder) ? path.slice(modelFolder.length) : undefined;
}

/** Largest model file that is read, in bytes. */
const maxModelBytes = 4_000_000;

async function readModels(
  host: Host,
  folder: Location,
  { models }: WorkspaceSettings,
  configurationName: string,
): Promise<{ readonly files: readonly KnowledgeFile[]; readonly problems: readonly Problem[] }> {
  const files: KnowledgeFile[] = [];
  const problems: Problem[] = [];
  for (const { path, line, column } of models) {
    const outcome = await host.readText(host.join(folder, path), maxModelBytes);
    if (outcome.kind === 'text') files.push({ path: projectModelPath(path), text: outcome.text });
    else
      problems.push(
        problem(
          configurationName,
          `The model file "${path}" cannot be read, so what it says does not hold. Correct the path.`,
          'error',
          line,
          column,
        ),
      );
  }
  return { files, problems };
}

async function readRuleFiles(
  host: Host,
  folder: Location,
  { ruleFiles }: WorkspaceSettings,
  names: { readonly configuration: string; readonly nameOf: (location: Location) => string },
): Promise<{ readonly files: readonly KnowledgeFile[]; readonly problems: readonly Problem[] }> {
  const files = new Map<string, KnowledgeFile>();
  const problems: Problem[] = [];
  for (const { path, line, column } of ruleFiles) {
    const location = host.join(folder, path);
    const at = (message: string): Problem => problem(names.configuration, message, 'error', line, column);
    try {
      const loaded = await loadRuleFiles(host, [{ name: names.nameOf(location), location }]);
      for (const file of loaded.files) files.set(file.path, file);
      for (const { path: name } of loaded.problems)
        problems.push(at(`The rule file "${name}" cannot be read, so its rules do not run.`));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const message = `There is no rule file in "${path}", so no rule of it runs. Name a YAML file, or a folder that has some.`;
      problems.push(at(message));
    }
  }
  return { files: [...files.values()], problems };
}

/** One number a line; `#` begins a comment; anything but digits within a number is ignored. */
async function readTestIdentityNumbers(
  host: Host,
  folder: Location,
  settings: WorkspaceSettings,
  configurationName: string,
  nameOf: (location: Location) => string,
): Promise<{ readonly numbers: readonly string[]; readonly problems: readonly Problem[] }> {
  const setting = settings.testIdentityNumbers;
  if (setting === undefined) return { numbers: [], problems: [] };
  const file = host.join(folder, setting.path);
  const outcome = await host.readText(file, maxNumbersBytes);
  if (outcome.kind !== 'text') {
    const why = outcome.kind === 'unreadable' ? outcome.why : 'it is not a text of reasonable size';
    const message = `The file of test identity numbers "${setting.path}" cannot be read: ${why}. Numbers in it count as real. Correct the path.`;
    return {
      numbers: [],
      problems: [problem(configurationName, message, 'error', setting.line, setting.column)],
    };
  }
  const numbers = new Set<string>();
  const problems: Problem[] = [];
  for (const [index, line] of outcome.text.split(/\r\n|\n|\r/).entries()) {
    const entry = line.replace(/#.*$/, '').trim();
    if (entry === '') continue;
    const digits = entry.replace(/\D/g, '');
    if (digits.length >= digitRange.least && digits.length <= digitRange.most) numbers.add(digits);
    else if (problems.length < 20)
      problems.push(
        problem(
          nameOf(file),
          `This line is not an identity number, so it is left out. Write one number of ${digitRange.least} to ${digitRange.most} digits a line, and comments after "#".`,
          'warning',
          index + 1,
        ),
      );
  }
  return { numbers: [...numbers].sort(), problems };
}
