/**
 * Data that the text around it names: `Symptoms: ${text}`, and what people write to an assistant that is told to be a
 * doctor.
 *
 * The variables of a prompt are called `message`, `input` or `content`; what they hold is said by the words of the
 * template before them, or by the instructions that go along. Values that are counts, keys or errors by their own name
 * are left out, and so are labels that are sentences of a program about itself.
 */
import { Op } from '../ir/opcode.ts';
import { callArguments, listAt, phiOperands } from '../ir/operands.ts';
import type { Program } from '../program/program.ts';
import { constantOf } from '../program/value-lookup.ts';
import type { DataTypeCatalog } from '../rules/data-type.ts';
import type { NameClassifier } from './classify-name.ts';
import type { ModuleScan } from './module-scan.ts';
import { isCount } from './not-data.ts';
import type { ShapeReader } from './object-shape.ts';
import type { Seed } from './seed-collector.ts';
import { tokenizeName } from './tokenize.ts';
import { calleeNameOf } from './value-names.ts';

/** What reading prompts needs. */
export interface PromptInput {
  readonly program: Program;
  readonly catalog: DataTypeCatalog;
  readonly names: NameClassifier;
  readonly shapes: ShapeReader;
}

/** What a label before a value says of it. */
const labelConfidence = 75;
/** Somebody writes to an assistant for health: mostly about themselves. */
const promptConfidence = 65;
/** Characters at the end of a text in which a label is looked for. */
const labelLength = 80;

/** `Symptoms:`, `**Medical history**: "`, `- Current medications: `; at the end of what stands before a value. */
const label = /(?:^|[\n.;|>({•*#-])\s*["'*#\s-]*([\p{L}][\p{L}\d '/_-]{2,40})["'*\s]*[:=]\s*["'`*<[({]*\s*$/u;
/** Words of labels that report what a program did. */
const report =
  /\b(?:fail(?:ed|ure)?|errors?|could|cannot|can't|unable|invalid|missing|unknown|not|no|load(?:ed|ing)?|fetch(?:ed|ing)?|sav(?:ed|ing)|updat(?:ed|ing)|delet(?:ed|ing)|creat(?:ed|ing)|add(?:ed|ing)?|found|process(?:ed|ing)|receiv(?:ed|ing)|analyz(?:ed|ing)|start(?:ed|ing)?|total|number|count|status|type|id)\b/i;
/** Names of values that tell no story. */
const plain =
  /^(?:i|n|e|ex|err|error|reason|code)$|(?:ids?|Ids?|_id|count|Count|length|size|Size|index|Index|total|Total|status|Status|error|Error|date|Date|time|Time|timestamp|url|Url|URL|path|Path|type|Type|kind|model|version|locale|language|lang|role|limit|page)$/;
/** Names of values that hold what somebody wrote or said. */
const story =
  /^(?:content|contents|message|messages|input|text|body|prompt|query|question|answer|speech|transcript)$|(?:Content|Message|Input|Text|Body|Prompt|Question|Answer|Transcript)$/;
/** Texts put together inside one another that are looked into. */
const maxTexts = 4;
/** Characters of a text in which an instruction is looked for. */
const maxInstruction = 20_000;
/** Instructions to a model say who it is; without marks over letters. */
const instruction =
  /\byou(?: are|'re) (?:an? |the |now |acting )|\bact as (?:an? |the )|\byour (?:role|task|job|goal) is\b|\b(?:tu es|vous etes) (?:une? |l['’ ])|\b(?:eres|usted es) (?:una? |el |la )|\b(?:voce|tu) e (?:uma? |o |a )|\b(?:du bist|sie sind) (?:eine? |der |die )|\b(?:du|ni) (?:ar|er) (?:en |ett |et )|\bsei un(?:a |o |')?/i;
/** Documents of who works there, which a model is told to read. */
const ofStaff =
  /\b(?:cvs?|r[eé]sum[eé]s|curriculum vitae|job applications?|(?:therapist|doctor|physician|clinician|practitioner|provider|nurse|staff|employee) (?:profiles?|bios?|biograph\w+|credentials))\b/i;
/** Instructions about what is nobody's: guidelines, made-up people. */
const ofNobody =
  /\b(?:guidelines?|guidance|formular(?:y|ies)|textbooks?|literature|synthetic|fictional|fictitious|made-up|simulated|riktlinjer|leitlinien?|directrices|diretrizes)\b/i;
/** Words that make instructions about somebody all the same. */
const ofSomebody =
  /\bpatients?\b(?! (?:education|information|leaflets?|journey))|\bpatient['’]s\b|\b(?:symptoms?|complaints?|transcripts?|their|consultations?|case|history|histories|notes?|users?|he|she|symtom|patienten|beschwerden|sintomas?)\b/i;
/** What stands before what a document is to be about, and not before what somebody wrote. */
const aboutDocument =
  /\b(?:templates?|guidelines?|headings?|topics?|formats?|languages?|speciality|specialty)\b[^.:\n]{0,20}:?\s*["'`(]*$/i;
/** Methods that hand a text to a model, as their first argument. */
const asking: ReadonlySet<string> = new Set([
  'sendMessage',
  'sendMessageStream',
  'generateContent',
  'generateContentStream',
]);

/** Adds the seeds that the texts of a module give. */
export function classifyPrompts(input: PromptInput, scan: ModuleScan, add: (seed: Seed) => void): void {
  const { ir, module } = scan;
  const note = input.catalog.byId.get('clin.note')?.index;
  if (note === undefined) return;
  let isAssistant: boolean | undefined;
  const hasAssistant = (): boolean => {
    isAssistant ??= holdsInstructions(input, scan);
    return isAssistant;
  };
  const addNote = (value: number): void => {
    if (!tellsSomething(scan, value)) return;
    add({
      value: module.valueBase + value,
      path: [],
      type: note,
      confidence: promptConfidence,
      evidence: 'what is said to a model that is told about health',
    });
  };
  /** What a user is said to have written; of a text that is put together, what is put into it. */
  const addStory = (value: number, depth: number): void => {
    const entries =
      ir.op[value] === Op.Tpl
        ? [...listAt(ir, ir.a[value] ?? -1)]
        : ir.op[value] === Op.Phi && depth > 0
          ? [...phiOperands(ir, value)].flatMap((entry) => [-1, entry])
          : undefined;
    if (entries === undefined) addNote(value);
    if (entries === undefined || depth > maxTexts) return;
    for (let k = 1; k < entries.length; k += 2) {
      const before = ir.strings[entries[k - 1] ?? -1] ?? '';
      if (!aboutDocument.test(before.slice(-labelLength))) addStory(entries[k] ?? -1, depth + 1);
    }
  };
  for (let value = 0; value < ir.op.length; value++) {
    switch (ir.op[value]) {
      case Op.Tpl: {
        const parts = [...listAt(ir, ir.a[value] ?? -1)];
        const isPrompt = parts.some((part, k) => k % 2 === 0 && speaksToModel(input, ir.strings[part] ?? ''));
        for (let k = 1; k < parts.length; k += 2) {
          const part = parts[k] ?? -1;
          if (part < 0 || !tellsSomething(scan, part) || isCount(scan, input.catalog, part)) continue;
          if (aboutDocument.test((ir.strings[parts[k - 1] ?? -1] ?? '').slice(-labelLength))) continue;
          const isStory = isPrompt || story.test(ownName(scan, part));
          const type = typeOfLabel(input, ir.strings[parts[k - 1] ?? -1] ?? '', isStory);
          if (type !== undefined) add({ ...type, value: module.valueBase + part, path: [] });
          else if (isPrompt) addNote(part);
        }
        break;
      }
      case Op.Store: {
        const field = ir.strings[ir.b[value] ?? -1];
        if (
          (field === 'content' || field === 'text' || field === 'parts') &&
          saysUser(scan, value) &&
          (hasAssistant() || asksAboutHealth(input, scan, value))
        )
          addStory(ir.c[value] ?? -1, 0);
        break;
      }
      case Op.Call:
        if (asking.has(calleeNameOf(ir, ir.a[value] ?? -1)) && hasAssistant()) {
          const text = callArguments(ir, value)[0] ?? -1;
          // What a template puts together says itself what it holds.
          if (!isPutTogether(ir.op[text])) addNote(text);
        }
        break;
      default:
        break;
    }
  }
}

/**
 * What the label at the end of a text names, if it is data of health. In a prompt, and before what is called
 * after a text, it is read as something of a patient; elsewhere the words must say it alone, as `Result:` stands before
 * the result of anything.
 */
function typeOfLabel(
  { names, catalog }: PromptInput,
  before: string,
  isStory: boolean,
): Pick<Seed, 'type' | 'confidence' | 'evidence'> | undefined {
  const text = label.exec(before.slice(-labelLength))?.[1]?.trim() ?? '';
  if (text === '' || report.test(text) || text.split(/\s+/).length > 4) return undefined;
  const word = text.replace(/[^\p{L}\d]+/gu, '_').toLowerCase();
  const named = names.classify(isStory ? ['patient', word] : [word]);
  const level = named === undefined ? undefined : catalog.types[named.type]?.level;
  if (named === undefined || (level !== 'special' && level !== 'acute') || named.confidence < labelConfidence)
    return undefined;
  return { type: named.type, confidence: labelConfidence, evidence: `text "${text}:" before it` };
}

/** The name of the variable, parameter or field that a value is, or nothing. */
function ownName({ ir }: ModuleScan, value: number): string {
  const symbol = ir.op[value] === Op.Load || ir.op[value] === Op.Param ? ir.b[value] : ir.name[value];
  return ir.strings[symbol ?? -1] ?? '';
}

/** Whether a value is one that a person wrote, as far as its own name says. */
function tellsSomething(scan: ModuleScan, value: number): boolean {
  const { ir } = scan;
  if (value < 0) return false;
  switch (ir.op[value]) {
    case Op.Const:
    case Op.Func:
    case Op.Class:
    case Op.Cmp:
    case Op.Not:
    case Op.Obj:
    case Op.Arr:
      return false;
    default: {
      return !plain.test(ownName(scan, value)) && !isOfError(scan, value);
    }
  }
}

/** `error.message`. */
function isOfError({ ir, names }: ModuleScan, value: number): boolean {
  return (
    ir.op[value] === Op.Load && /^(?:e|ex|err|error|\w+Err(?:or)?)$/.test(names.nameOf(ir.a[value] ?? -1))
  );
}

function isPutTogether(op: number | undefined): boolean {
  return op === Op.Tpl || op === Op.Bin || op === Op.Call || op === Op.Await;
}

/** Words of functions that ask a model about somebody's health: `getDiagnosisSuggestions`. */
const askedAbout =
  /^(?:diagnos[ei]s|diagnostic|diagnostics|symptoms?|triage|treatment|treatments|prognosis|anamnesis|prescription|prescriptions|medication|medications)$/;

/** Whether the function around a value is called after what is the matter with somebody. */
function asksAboutHealth({ names }: PromptInput, { ir }: ModuleScan, value: number): boolean {
  let at = ir.functionOf[value] ?? -1;
  for (let step = 0; step < 3 && at >= 0; step++) {
    const record = ir.functions[at];
    const words = tokenizeName(record?.name ?? '');
    if (words.some((word) => askedAbout.test(word)) && !names.isMetadataName(record?.name ?? '')) return true;
    at = record?.parent ?? -1;
  }
  return false;
}

/** Whether the object that is stored to says that its content is what a user wrote. */
function saysUser({ ir }: ModuleScan, store: number): boolean {
  const isRole = (at: number): boolean => {
    if (ir.op[at] !== Op.Store || ir.strings[ir.b[at] ?? -1] !== 'role') return false;
    const role = ir.c[at] ?? -1;
    const constant = ir.op[role] === Op.Const ? ir.constants[ir.a[role] ?? -1] : undefined;
    return constant?.kind === 'string' && (constant.value === 'user' || constant.value === 'human');
  };
  let at = ir.a[store] ?? -1;
  for (let step = 0; step < 8 && at >= 0; step++) {
    if (isRole(at)) return true;
    if (ir.op[at] !== Op.Store) return false;
    at = ir.a[at] ?? -1;
  }
  return false;
}

/** Whether a text instructs a model, and speaks of health. */
function speaksToModel({ catalog }: PromptInput, text: string): boolean {
  if (text.length < 12) return false;
  const start = withoutMarks(text.slice(0, maxInstruction));
  if (!instruction.test(start) || ofStaff.test(text.slice(0, 500))) return false;
  const words = catalog.hints?.promptWords;
  if (words === undefined) return false;
  const about = start.slice(0, 2000);
  if (ofNobody.test(about) && !ofSomebody.test(about)) return false;
  const used = about.toLowerCase().match(/\p{L}+/gu) ?? [];
  return used.some((word) => words.has(word));
}

/** `médecin` as `medecin`, `läkare` as `lakare`, as words are kept. */
function withoutMarks(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: The range of ASCII.
  return /^[\x00-\x7f]*$/.test(text) ? text : text.normalize('NFD').replace(/\p{M}+/gu, '');
}

/** Whether a module holds such a text, or imports one. */
function holdsInstructions(input: PromptInput, { ir, module }: ModuleScan): boolean {
  for (const constant of ir.constants)
    if (constant.kind === 'string' && speaksToModel(input, constant.value)) return true;
  for (const text of ir.strings) if (speaksToModel(input, text)) return true;
  for (let value = 0; value < ir.op.length; value++) {
    if (ir.op[value] !== Op.Import) continue;
    const constant = constantOf(input.program, input.shapes.originOf(module.valueBase + value));
    if (constant?.kind === 'string' && speaksToModel(input, constant.value)) return true;
  }
  return false;
}
