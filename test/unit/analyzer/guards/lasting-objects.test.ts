import assert from 'node:assert/strict';
import { neverCancelled } from '../../../../server/src/analyzer/base/cancellation.ts';
import { buildCallGraph } from '../../../../server/src/analyzer/callgraph/build-call-graph.ts';
import { relateProgram } from '../../../../server/src/analyzer/callgraph/program-relations.ts';
import { lowerModule } from '../../../../server/src/analyzer/frontends/javascript/lower-module.ts';
import { parseModule } from '../../../../server/src/analyzer/frontends/javascript/parse.ts';
import { lastingReceivers } from '../../../../server/src/analyzer/guards/lasting-objects.ts';
import { linkProgram } from '../../../../server/src/analyzer/program/link-program.ts';
import { loadModels } from '../../../../server/src/analyzer/rules/load-models.ts';

const { models } = loadModels([], new Map());

/** Names of the classes of a source whose receivers are closed. */
function closedIn(text: string): readonly string[] {
  const { ir, gaps } = lowerModule(parseModule('app.ts', text));
  const facts = {
    path: 'app.ts',
    textHash: '',
    triage: 'code' as const,
    lineStarts: Int32Array.of(0),
    isTest: false,
    ir,
    gaps,
  };
  const program = linkProgram([{ ...facts, suppressions: [] }], [], []);
  const callGraph = buildCallGraph(relateProgram(program).callGraphInput(models), neverCancelled);
  const closed = lastingReceivers({ program, callGraph, endpoints: [] });
  const names = new Set<string>();
  for (let value = 0; value < closed.length; value++) {
    if (closed[value] !== 1) continue;
    const classId = ir.functions[ir.functionOf[value] ?? 0]?.classId ?? -1;
    names.add(ir.classes[classId]?.name ?? '?');
  }
  return [...names].sort();
}

const log = `class Log {
  #last = '';
  note(text: string) {
    this.#last = text;
  }
}
`;

describe('lastingReceivers', () => {
  it('closes what the constructor of another such class is given', () => {
    const users = `class Users {
  constructor(private readonly log: Log) {}
  find(id: string) {
    this.log.note(id);
    return id;
  }
}
`;
    assert.deepEqual(closedIn(`${log}${users}`), ['Log']);
    assert.deepEqual(closedIn(`${log}${users}export const users = new Users(new Log());\n`), [
      'Log',
      'Users',
    ]);
  });

  it('leaves objects alone that a function makes', () => {
    const order = `class Order {
  constructor(private readonly log: Log) {}
  add(id: string) {
    this.log.note(id);
  }
}
export function handle(id: string) {
  new Order(new Log()).add(id);
}
`;
    assert.deepEqual(closedIn(`${log}${order}`), []);
    assert.deepEqual(closedIn(`${log}${order}export const log = new Log();\n`), []);
  });

  it('closes a base class only if everything that extends it is one', () => {
    const base = `class Base {
  who = '';
  enter(who: string) {
    this.who = who;
  }
}
class One extends Base {
  ask() {
    return this.who;
  }
}
export const one = new One();
`;
    assert.deepEqual(closedIn(base), ['Base', 'One']);
    const other = 'class Two extends Base {}\nexport const make = () => new Two();\n';
    assert.deepEqual(closedIn(`${base}${other}`), ['One']);
  });

  const shown = `class Shown {
  user = '';
  readonly seen: string[] = [];
  enter(user: string) {
    this.user = user;
    this.seen.push(user);
  }
  size() {
    return this.seen.length;
  }
}
const shown = new Shown();
`;

  it('leaves classes alone of which a changed field is read from outside', () => {
    assert.deepEqual(closedIn(shown), ['Shown']);
    assert.deepEqual(closedIn(`${shown}export const user = () => shown.user;\n`), []);
    assert.deepEqual(closedIn(`${shown}export const seen = () => shown.seen;\n`), []);
    assert.deepEqual(closedIn(`${shown}export const size = () => shown.size();\n`), ['Shown']);
  });

  it('leaves classes alone of which an object is handed on as a whole', () => {
    const handed = (use: string) => `class Handed {
  user = '';
  enter(user: string) {
    this.user = user;
    ${use}
  }
}
function read(all: object) {
  return JSON.stringify(all);
}
export const handed = new Handed();
`;
    assert.deepEqual(closedIn(handed('read(this);')), []);
    assert.deepEqual(closedIn(handed('read({ ...this });')), []);
    assert.deepEqual(closedIn(handed('return this;')), ['Handed']);
    assert.deepEqual(closedIn(handed('return read.bind(this);')), ['Handed']);
  });
});
