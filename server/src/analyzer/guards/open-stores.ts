/**
 * Stores that clients read by themselves and whose rules let everybody read: security rules of Firebase
 * (`allow read: if request.auth != null` on a collection of patients).
 *
 * From what files of rules allow to findings in these files. A path is about patients if the name of one of its parts
 * is that of such records; a rule for everything is, if another path of the file or a query of the program is. Only
 * conditions that are understood as open are reported.
 */
import { createNameClassifier, type NameClassifier } from '../classification/classify-name.ts';
import { recordsNamed } from '../classification/owned-records.ts';
import type { FindingDraft } from '../findings/draft-file-matches.ts';
import { fillMessage } from '../findings/fill-message.ts';
import type { FindingDataType } from '../findings/finding.ts';
import { rangeIn } from '../findings/source-range.ts';
import type { Program } from '../program/program.ts';
import type { AccessRule } from '../program/schemas/security-rules.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';
import type { CompiledRule, Severity } from '../rules/rule.ts';
import { concerns } from './concerned-rules.ts';
import type { ExposedType } from './draft-finding.ts';

/** What it is made from. */
export interface OpenStoresInput {
  readonly program: Program;
  readonly rules: readonly CompiledRule[];
  readonly severities: ReadonlyMap<string, Severity>;
  readonly catalog: DataTypeCatalog;
}

type Names = Pick<OpenStoresInput, 'catalog'> & { readonly names: NameClassifier };

const readingVerbs = /^(?:read|get|list)$/;
const changingVerbs = /^(?:write|update|delete)$/;

/** Findings in files of rules, in the order of the files. */
export function draftOpenStores(input: OpenStoresInput): readonly FindingDraft[] {
  const rules = input.rules.filter(({ guard }) => guard?.require.includes('closed-store') === true);
  if (rules.length === 0) return [];
  const out: FindingDraft[] = [];
  let names: NameClassifier | undefined;
  for (const { path, access } of input.program.schemas) {
    if (!access || isEmulated(path)) continue;
    names ??= createNameClassifier(input.catalog);
    const known = new Map<AccessRule, ExposedType>();
    for (const one of access.rules) {
      const type = typeOfPath({ catalog: input.catalog, names }, one.path);
      if (type !== undefined) known.set(one, type);
    }
    const first = [...known.values()][0];
    for (const one of access.rules) {
      if (one.audience !== 'anybody' && one.audience !== 'signed-in') continue;
      const type = known.get(one) ?? (isForAll(one.path) ? first : undefined);
      const isRead = one.verbs.some((verb) => readingVerbs.test(verb));
      if (type === undefined || !(isRead || one.verbs.some((verb) => changingVerbs.test(verb)))) continue;
      for (const rule of rules) {
        if (!rule.guard || !concerns(rule.guard, isRead ? 'read' : 'update', [type])) continue;
        out.push(draftOf(input, rule, path, access.lineStarts, one, type));
      }
    }
  }
  return out;
}

/** Rules that only tests and emulators use. */
function isEmulated(path: string): boolean {
  return /(?:^|\/)(?:tests?|__tests__|fixtures|emulators?|examples?)\/|(?:test|emulator|local)[\w-]*\.rules$/i.test(
    path,
  );
}

/** The kind of records that a path names, by its innermost part that names any. */
function typeOfPath(input: Names, path: readonly string[]): ExposedType | undefined {
  for (const part of [...path].reverse()) {
    if (part.startsWith('{')) continue;
    const found = recordsNamed(input, part);
    const type = found && input.catalog.types[found.type];
    if (type) return { type, evidence: `records of ${part}`, confidence: 'high' };
  }
  return undefined;
}

/** `/{document=**}` */
function isForAll(path: readonly string[]): boolean {
  return path.length === 0 || (path.length === 1 && /^\{\w+=\*\*\}$/.test(path[0] ?? ''));
}

const serviceNames: Readonly<Record<AccessRule['service'], string>> = {
  firestore: 'Firestore',
  storage: 'Storage',
  database: 'the Realtime Database',
};

function draftOf(
  { severities }: OpenStoresInput,
  rule: CompiledRule,
  path: string,
  lineStarts: Int32Array,
  one: AccessRule,
  { type, evidence }: ExposedType,
): FindingDraft {
  const place = `/${one.path.join('/')}`;
  const dataTypes: FindingDataType[] = [
    { type: type.id, label: type.label, level: type.level, confidence: 'high', evidence },
  ];
  const who = one.audience === 'anybody' ? 'anybody' : 'everybody who is signed in';
  return {
    rule,
    sinkName: `${place} ${one.verbs.join(' ')}`,
    finding: {
      ruleId: rule.id,
      message: fillMessage(
        rule.message,
        {
          dataTypes,
          source: place,
          sink: serviceNames[one.service],
          endpoint: `${who} ${one.verbs.join(', ')}`,
        },
        undefined,
      ),
      severity: severities.get(rule.id) ?? rule.severity,
      confidence: one.audience === 'anybody' ? 'high' : 'medium',
      confidenceReasons:
        one.audience === 'anybody'
          ? []
          : ['where only staff can sign up, everybody who is signed in may be meant'],
      location: rangeIn({ path, lineStarts }, one.start, one.length),
      evidence: { kind: 'match' },
      dataTypes,
      fixes: [],
      isTest: false,
    },
  };
}
