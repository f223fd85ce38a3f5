/**
 * The configuration section `sekretess` as a client sends it → checked settings with every default filled in.
 *
 * Whatever does not fit is named as a problem and replaced by its default: a slip in the settings must not silence
 * the analysis.
 */
import { type ConfidenceTier, confidenceTiers, type Severity, severities } from '../scan/options.ts';

/** The settings in force. */
export interface ResolvedSettings {
  readonly severity: Severity;
  readonly minConfidence: ConfidenceTier;
  readonly includeTests: boolean;
  readonly rules: Readonly<Record<string, 'off' | 'on' | Severity>>;
  /** Empty means all. */
  readonly packs: readonly string[];
  readonly scan: 'workspace' | 'openFiles';
}

/** What holds where the user said nothing; equal to the defaults in package.json. */
export const defaultSettings: ResolvedSettings = {
  severity: 'low',
  minConfidence: 'medium',
  includeTests: false,
  rules: {},
  packs: [],
  scan: 'workspace',
};

/** Checks the section. `problems` are sentences for the log, one a setting that was not understood. */
export function resolveSettings(section: unknown): {
  readonly settings: ResolvedSettings;
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  if (section === null || section === undefined) return { settings: defaultSettings, problems };
  if (!isRecord(section))
    return {
      settings: defaultSettings,
      problems: ['The setting sekretess is not an object. Defaults are used.'],
    };

  function oneOf<T extends string>(key: string, allowed: readonly T[], fallback: T): T {
    const value = (section as Record<string, unknown>)[key];
    if (value === undefined || value === null) return fallback;
    const found = allowed.find((candidate) => candidate === value);
    if (found !== undefined) return found;
    problems.push(
      `The setting sekretess.${key} is ${JSON.stringify(value)}, which is none of ${allowed.join(', ')}. ${fallback} is used.`,
    );
    return fallback;
  }

  const settings: ResolvedSettings = {
    severity: oneOf('severity', severities, defaultSettings.severity),
    minConfidence: oneOf('minConfidence', confidenceTiers, defaultSettings.minConfidence),
    includeTests: resolveBoolean(section.includeTests, problems),
    rules: resolveRules(section.rules, problems),
    packs: resolvePacks(section.packs, problems),
    scan: oneOf('scan', ['workspace', 'openFiles'] as const, defaultSettings.scan),
  };
  return { settings, problems };
}

function resolveBoolean(value: unknown, problems: string[]): boolean {
  if (value === undefined || value === null) return defaultSettings.includeTests;
  if (typeof value === 'boolean') return value;
  problems.push(
    `The setting sekretess.includeTests is ${JSON.stringify(value)}, neither true nor false. false is used.`,
  );
  return defaultSettings.includeTests;
}

function resolveRules(value: unknown, problems: string[]): Readonly<Record<string, 'off' | 'on' | Severity>> {
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) {
    problems.push('The setting sekretess.rules is not an object of rule ids. It is ignored.');
    return {};
  }
  const rules: Record<string, 'off' | 'on' | Severity> = {};
  for (const [id, level] of Object.entries(value)) {
    const known = (['off', 'on', ...severities] as const).find((candidate) => candidate === level);
    if (known !== undefined) rules[id] = known;
    else
      problems.push(
        `The setting sekretess.rules has ${JSON.stringify(level)} for ${id}; off, on, ${severities.join(', ')} are known. It is ignored.`,
      );
  }
  return rules;
}

function resolvePacks(value: unknown, problems: string[]): readonly string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value;
  problems.push('The setting sekretess.packs is not a list of names. All packs run.');
  return [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
