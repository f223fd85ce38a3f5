/** What we need of an ORU^R01 message. */
export interface ParsedResult {
  messageControlId: string;
  messageType: string;
  provnummer: string;
  personnummer: string;
  efternamn: string;
  fornamn: string;
  provtagetAt: Date;
  observations: ParsedObservation[];
  fritext: string | null;
}

export interface ParsedObservation {
  analyskod: string;
  analysnamn: string;
  analyssvar: string;
  enhet: string;
  referensintervall: string | null;
  avvikande: boolean;
}

export type Hl7Problem = 'no_header' | 'wrong_type' | 'no_patient' | 'no_order' | 'bad_time';

/** Says which part was missing, never what the message held. */
export class Hl7Error extends Error {
  readonly problem: Hl7Problem;

  constructor(problem: Hl7Problem) {
    super(problem);
    this.problem = problem;
  }
}

type Segment = string[];

function segments(raw: string): Segment[] {
  return raw
    .split(/\r\n?|\n/)
    .filter((line) => line !== '')
    .map((line) => line.split('|'));
}

function first(all: Segment[], kind: string, problem: Hl7Problem): Segment {
  const found = all.find(([id]) => id === kind);
  if (!found) {
    throw new Hl7Error(problem);
  }
  return found;
}

function field(segment: Segment, index: number): string {
  return segment[index] ?? '';
}

function component(value: string, index: number): string {
  return value.split('^')[index] ?? '';
}

/** YYYYMMDDHHMM, local time of the lab. */
function parseTime(value: string): Date {
  const match = /^(\d{4})(\d{2})(\d{2})(\d{2})?(\d{2})?/.exec(value);
  if (!match) {
    throw new Hl7Error('bad_time');
  }
  const [, year, month, day, hour = '0', minute = '0'] = match;
  return new Date(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute));
}

function parseObservation(obx: Segment): ParsedObservation {
  const code = field(obx, 3);
  return {
    analyskod: component(code, 0),
    analysnamn: component(code, 1),
    analyssvar: field(obx, 5),
    enhet: component(field(obx, 6), 0),
    referensintervall: field(obx, 7) || null,
    avvikande: !['', 'N'].includes(field(obx, 8)),
  };
}

export function parseOru(raw: string): ParsedResult {
  const all = segments(raw);
  const msh = first(all, 'MSH', 'no_header');
  const messageType = field(msh, 8);
  if (!messageType.startsWith('ORU^R01')) {
    throw new Hl7Error('wrong_type');
  }

  const pidSegment = first(all, 'PID', 'no_patient');
  const obr = first(all, 'OBR', 'no_order');
  const comments = all.filter(([id]) => id === 'NTE').map((nte) => field(nte, 3));

  return {
    messageControlId: field(msh, 9),
    messageType,
    provnummer: field(obr, 3),
    personnummer: component(field(pidSegment, 3), 0),
    efternamn: component(field(pidSegment, 5), 0),
    fornamn: component(field(pidSegment, 5), 1),
    provtagetAt: parseTime(field(obr, 7)),
    observations: all.filter(([id]) => id === 'OBX').map(parseObservation),
    fritext: comments.length > 0 ? comments.join('\n') : null,
  };
}

/** The acknowledgement repeats the control id and nothing else of the message. */
export function buildAck(messageControlId: string, accepted: boolean): string {
  const code = accepted ? 'AA' : 'AE';
  const header = `MSH|^~\\&|PROVSVAR||||||ACK|${messageControlId}|P|2.5`;
  return [header, `MSA|${code}|${messageControlId}`].join('\r');
}
