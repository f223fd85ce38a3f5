/**
 * From model files to the automaton: transitions, facts, precedence, problems with position and row.
 */
import assert from 'node:assert/strict';
import type { Problem } from '../../../../server/src/analyzer/base/problem.ts';
import type { Kind, KindRegistry } from '../../../../server/src/analyzer/rules/kind.ts';
import { type LoadedModels, loadModels } from '../../../../server/src/analyzer/rules/load-models.ts';
import type { ModelSet, ModelState } from '../../../../server/src/analyzer/rules/model.ts';
import { loadModelExamples } from '../../../../server/src/analyzer/rules/read-model-examples.ts';

const kinds: KindRegistry = new Map(
  (
    [
      ['remote', 'source'],
      ['subject', 'subject'],
      ['log', 'sink'],
      ['sql', 'sink'],
      ['query-filter', 'sink'],
      ['record-data', 'sink'],
      ['hmac', 'sanitizer'],
      ['to-number', 'sanitizer'],
    ] as const
  ).map(([id, role]): [string, Kind] => [id, { id, role, sentence: 'Test.' }]),
);

function load(...texts: readonly string[]): LoadedModels {
  return loadModels(
    texts.map((text, index) => ({ path: `models/${index + 1}.yaml`, text })),
    kinds,
  );
}

function loadExamples(text: string): ReturnType<typeof loadModelExamples> {
  return loadModelExamples([{ path: 'models/1.yaml', text }], kinds);
}

/** Loads without problems. */
function clean(...texts: readonly string[]): ModelSet {
  const { models, problems } = load(...texts);
  assert.deepEqual(problems, []);
  return models;
}

/** The state that names lead to: `()` calls, `new` constructs, a number is an argument, the rest are members. */
function follow(models: ModelSet, start: number | undefined, ...steps: readonly string[]): ModelState {
  let state = models.states[start ?? 0];
  for (const step of steps) {
    assert.ok(state);
    const next = nextOf(state, step);
    assert.ok(next > 0, `no ${step} at ${state.name}`);
    state = models.states[next];
  }
  assert.ok(state);
  return state;
}

function nextOf(state: ModelState, step: string): number {
  if (step === '()') return state.returnValue;
  if (step === 'new') return state.instance;
  if (step === '*') return state.anyMember;
  if (step === '[]') return state.element;
  if (step.startsWith('#')) return state.parameters.get(Number(step.slice(1))) ?? -1;
  if (/^\d+$/.test(step))
    return (
      state.arguments.get(Number(step)) ??
      state.restArguments.find(({ from }) => from <= Number(step))?.state ??
      -1
    );
  return state.members.get(step) ?? -1;
}

function head(problem: Problem | undefined): string {
  assert.ok(problem);
  return `${problem.severity} ${problem.path}:${problem.line}:${problem.column}`;
}

describe('loadModels', () => {
  it('makes states of paths, and hangs facts on them', () => {
    const models = clean(`
schema: 1
package: web
sources:
  - [web, "Member[get].Argument[1..].Parameter[0].Member[body]", remote]
sinks:
  - [web, "Member[log].Argument[0..].AnyDepth", log]
  - [web, "Member[send].Argument[0].Field[text]", log]
`);
    const web = models.packages.get('web');
    const body = follow(models, web, 'get', '2', '#0', 'body');
    assert.deepEqual(body.sources, [{ kind: 'remote', path: [], confidence: 'high', label: 'web.get.body' }]);
    assert.deepEqual(follow(models, web, 'log', '3').sinks, [
      { kind: 'log', path: [], isDeep: true, confidence: 'high', label: 'web.log' },
    ]);
    assert.deepEqual(follow(models, web, 'send', '0').sinks, [
      {
        kind: 'log',
        path: [{ kind: 'member', name: 'text' }],
        confidence: 'high',
        label: 'web.send (text)',
      },
    ]);
    assert.deepEqual(follow(models, web, 'log').call?.transfers, [], 'a sink moves nothing by itself');
    assert.equal(models.states[0]?.name, '', 'state 0 is dead');
    assert.deepEqual([...models.modelledPackages], ['web']);
  });

  it('puts sinks on members that are written, and on what a callback returns', () => {
    const models = clean(`
schema: 1
package: global
sinks:
  - [global, "Member[page].Member[cookie]", log]
  - [global, "Member[serve].Argument[0].ReturnValue.AnyDepth", log]
  - [global, "Member[serve].Argument[0].Parameter[1].Member[body]", log]
`);
    assert.equal(follow(models, models.globals.get('page'), 'cookie').sinks.length, 1);
    const handler = follow(models, models.globals.get('serve'), '0');
    assert.equal(follow(models, handler.id, '()').sinks[0]?.isDeep, true);
    assert.deepEqual(follow(models, handler.id, '#1', 'body').sinks[0]?.path, []);
  });

  it('lets types be aliases, across files and in a circle', () => {
    const models = clean(
      `
schema: 1
package: web
types:
  - [web.App, web, ReturnValue]
  - [web.Router, web.App, ""]
  - [web.Router, web.Router, "Member[use].ReturnValue"]
  - [log.Logger, web.App, "Member[log]"]
`,
      `
schema: 1
package: log
types:
  - [log.Logger, log, ReturnValue]
  - [log.Logger, log.Logger, "Member[child].ReturnValue"]
  - [log.Base, log.Logger, ""]
  - [log.Logger, log.Base, ""]
annotations:
  - [log.Logger, log, Logger]
  - [log.Logger, global, TheLogger]
sinks:
  - [log.Logger, "Member[info].Argument[0]", log]
`,
    );
    const { types, states } = models;
    const logger = types.get('log.Logger');
    assert.ok(logger !== undefined);
    assert.equal(types.get('TheLogger'), logger);
    const app = follow(models, models.packages.get('web'), '()');
    const names = app.aliases.map((id) => states[id]?.name);
    assert.deepEqual(names.sort(), ['web.App', 'web.Router']);
    const member = follow(models, types.get('web.App'), 'log');
    assert.ok(member.aliases.includes(logger));
    assert.ok(!(states[logger]?.aliases ?? []).includes(logger), 'no state is its own alias');
    assert.equal(follow(models, logger, 'info', '0').sinks.length, 1);
  });

  it('takes default for the package, and classes for annotations', () => {
    const models = clean(`
schema: 1
package: [db, db/legacy]
packages: [[tool, tool2]]
sinks:
  - [db, "Member[Client].Instance.Member[query].Argument[0]", sql]
  - [tool, "Argument[0]", log]
`);
    const db = models.packages.get('db') ?? 0;
    assert.equal(models.packages.get('db/legacy'), db);
    assert.deepEqual(follow(models, db, 'default').aliases, [db]);
    assert.equal(models.types.get('db.Client'), follow(models, db, 'Client', 'new').id);
    assert.equal(models.types.get('db/legacy.Client'), models.types.get('db.Client'));
    assert.equal(models.packages.get('tool2'), models.packages.get('tool'));
    assert.deepEqual([...models.modelledPackages].sort(), ['db', 'db/legacy', 'tool', 'tool2']);
  });

  it('makes packages of members where the file says so', () => {
    const models = clean(`
schema: 1
package: [lo, lo-es]
member-subpaths: true
summaries:
  - [lo, "Member[map,get]", "Argument[0]", ReturnValue]
`);
    const map = follow(models, models.packages.get('lo'), 'map').id;
    assert.equal(models.packages.get('lo/map'), map);
    assert.equal(models.packages.get('lo-es/map'), map);
    assert.deepEqual(follow(models, map, 'default').aliases, [map]);
  });

  it('reads moves, callbacks and calls that move nothing', () => {
    const models = clean(`
schema: 1
package: lib
summaries:
  - [lib, "Member[wrap]", ["Argument[0]", "Argument[1]"], "ReturnValue.Member[a]", taint]
callbacks:
  - [lib, "Member[each].Argument[1]", ["Parameter[0] <- Argument[0].ArrayElement", "ReturnValue ~> ReturnValue"]]
  - [lib, "Member[later].Argument[0]", []]
inert:
  - [lib, "Member[size]"]
noreturn:
  - {at: lib, call: [exit, quit]}
`);
    const lib = models.packages.get('lib');
    const wrap = follow(models, lib, 'wrap').call;
    assert.deepEqual(
      wrap?.transfers.map(({ from, to, mode }) => [from.argument, to.port, mode]),
      [
        [0, 'return', 'taint'],
        [1, 'return', 'taint'],
      ],
    );
    const each = follow(models, lib, 'each').call;
    assert.deepEqual(
      each?.transfers.map(({ from, to, mode }) => [from.port, to.port, mode]),
      [
        ['argument', 'callback-parameter', 'value'],
        ['callback-return', 'return', 'taint'],
      ],
    );
    assert.deepEqual(each?.invokes, [1]);
    assert.deepEqual(follow(models, lib, 'later').call?.invokes, [0]);
    assert.deepEqual(follow(models, lib, 'size').call?.transfers, []);
    assert.equal(follow(models, lib, 'quit').call?.neverReturns, true);
  });

  it('reads sanitizers; what is not cleared still passes', () => {
    const models = clean(`
schema: 1
package: lib
sanitizers:
  - {at: lib, call: [mac], from: "Argument[0]", to: [ReturnValue, this], clears: {levels: [direct], types: [name.person]}, kind: hmac}
  - {at: lib, call: [number], from: "Argument[0]", to: ReturnValue, clears: nothing, kind: to-number}
`);
    const mac = follow(models, models.packages.get('lib'), 'mac').call;
    assert.equal(mac?.clears.length, 2);
    assert.deepEqual(mac?.clears[0]?.clears, { types: ['name.person'], levels: ['direct'] });
    assert.deepEqual(
      mac?.transfers.map(({ to, mode }) => [to.port, mode]),
      [
        ['return', 'taint'],
        ['receiver', 'taint'],
      ],
    );
    const number = follow(models, models.packages.get('lib'), 'number').call;
    assert.deepEqual(number?.clears[0]?.clears, { types: ['none'], levels: [] });
  });

  it('reads queries, and makes sinks of their filters and data', () => {
    const models = clean(`
schema: 1
package: db
queries:
  - at: db
    call: [update]
    op: update
    resource: argument 2
    schema: sql
    filter: Argument[0].Field[where]
    data: Argument[1]
    select: Argument[0].Field[select]
    result: ReturnValue.ArrayElement
`);
    const update = follow(models, models.packages.get('db'), 'update');
    const [query] = update.call?.queries ?? [];
    assert.deepEqual(query?.resource, { from: 'argument', argument: 2 });
    assert.deepEqual(
      query?.projections.map(({ style }) => style),
      ['select'],
    );
    assert.deepEqual(query?.result?.path, [{ kind: 'element' }]);
    assert.equal(follow(models, update.id, '0').sinks[0]?.kind, 'query-filter');
    assert.equal(follow(models, update.id, '1').sinks[0]?.kind, 'record-data');
  });

  it('reads endpoints; the method may be the name of the member', () => {
    const models = clean(`
schema: 1
package: web
endpoints:
  - {at: web, call: [get, delete], framework: web, path-argument: 0, handlers-from: 1}
  - {at: web, call: [use], framework: web, method: USE}
`);
    const web = models.packages.get('web');
    const rest = {
      on: 'call',
      framework: 'web',
      optionsArgument: -1,
      fields: { method: [], path: [], handler: [], chain: [] },
      classMethods: [],
    };
    assert.deepEqual(follow(models, web, 'delete').call?.endpoints, [
      { ...rest, method: 'DELETE', pathArgument: 0, handlersFrom: 1 },
    ]);
    assert.deepEqual(follow(models, web, 'use').call?.endpoints, [
      { ...rest, method: 'USE', pathArgument: -1, handlersFrom: 0 },
    ]);
  });

  it('reads conventions of files; the row makes its type known', () => {
    const models = clean(`
schema: 1
package: web
entry-points:
  - {files: ["routes/**/*.ts"], exports: [GET], packages: [web], is: web.Handler, framework: web, route-below: routes, route-style: file}
sources:
  - [web.Handler, "Parameter[0]", remote]
`);
    const [entry] = models.entryPoints;
    assert.deepEqual(entry, {
      files: ['routes/**/*.ts'],
      deployments: [],
      directive: '',
      exports: ['GET'],
      parameterTypes: [],
      parameters: [],
      answers: [],
      reads: [],
      packages: ['web'],
      framework: 'web',
      method: '',
      routeBelow: 'routes',
      routeStyle: 'file',
      matcher: '',
      isUncertain: false,
      state: models.types.get('web.Handler'),
    });
    assert.equal(models.states[entry?.state ?? 0]?.parameters.size, 1);
  });

  it('keeps what a decorator stands before apart from what it gives', () => {
    const models = clean(`
schema: 1
package: web
endpoints:
  - {at: web, call: [get], on: decorator, framework: web, path-argument: 0}
sources:
  - [web, "Member[get].ReturnValue.Decorated", remote]
`);
    const given = models.states[follow(models, models.packages.get('web'), 'get').returnValue];
    assert.deepEqual([...(given?.members.keys() ?? [])], ['<decorated>']);
  });

  it('keeps parameters of functions of a given length apart', () => {
    const models = clean(`
schema: 1
package: web
sources:
  - [web, "Argument[0].Parameter[0]", remote]
  - [web, "Argument[0].WithArity[4].Parameter[1]", remote]
`);
    const handler = follow(models, models.packages.get('web'), '0');
    assert.deepEqual([...handler.parameters.keys()], [0]);
    const four = handler.parametersByArity?.get(4);
    assert.deepEqual([...(four?.keys() ?? [])], [1]);
    assert.equal(models.states[four?.get(1) ?? 0]?.sources.length, 1);
  });

  it('joins the methods of a value of unknown type', () => {
    const models = clean(`
schema: 1
package: global
types:
  - [Array, global, "Member[Array].Instance"]
  - [Set, global, "Member[Set].Instance"]
  - [Array, Value, ""]
  - [Set, Value, ""]
summaries:
  - [Array, "Member[pop]", "this.ArrayElement", ReturnValue]
  - [Value, "Member[toString]", this, ReturnValue, taint]
callbacks:
  - [Array, "Member[forEach].Argument[0]", ["Parameter[0] <- this.ArrayElement", "Parameter[2] <- this"]]
  - [Set, "Member[forEach].Argument[0]", ["Parameter[0] <- this.ArrayElement", "Parameter[1] <- this.ArrayElement"]]
`);
    assert.equal(models.types.has('Value'), false, 'Value is no type that code can name');
    assert.equal(
      follow(models, models.anyValue, 'pop').id,
      follow(models, models.types.get('Array'), 'pop').id,
    );
    const forEach = follow(models, models.anyValue, 'forEach');
    assert.deepEqual(
      forEach.call?.transfers.map(({ to }) => to.parameter),
      [0, 2, 1],
      'each move once',
    );
    assert.deepEqual(forEach.call?.invokes, [0]);
    assert.ok(follow(models, models.anyValue, 'toString').call);
  });

  it('lets the later file win, and says so', () => {
    const first = `
schema: 1
package: lib
sinks:
  - [lib, "Member[a].Argument[0]", log]
  - [lib, "Member[b].Argument[0]", log]
`;
    const second = `
schema: 1
package: lib
sinks:
  - [lib, "Member[a].Argument[0]", sql]
`;
    const { models, problems } = load(first, second);
    const lib = models.packages.get('lib');
    assert.deepEqual(
      follow(models, lib, 'a', '0').sinks.map(({ kind }) => kind),
      ['sql'],
    );
    assert.deepEqual(
      follow(models, lib, 'b', '0').sinks.map(({ kind }) => kind),
      ['log'],
    );
    assert.equal(problems.length, 1);
    assert.equal(head(problems[0]), 'warning models/2.yaml:5:5');
    assert.match(problems[0]?.message ?? '', /^sinks, row 1: .*sinks, row 1 of models\/1\.yaml \(line 5\)/);
  });

  it('keeps several facts of one file at one place', () => {
    const models = clean(`
schema: 1
package: lib
sinks:
  - [lib, "Member[a].Argument[0]", log]
  - [lib, "Member[a].Argument[0]", sql]
`);
    const sinks = follow(models, models.packages.get('lib'), 'a', '0').sinks;
    assert.deepEqual(
      sinks.map(({ kind }) => kind),
      ['log', 'sql'],
    );
  });

  it('does not depend on the order of the files', () => {
    const texts = [
      { path: 'b.yaml', text: 'schema: 1\npackage: b\nsinks:\n  - [a.T, "Member[x]", log]\n' },
      { path: 'a.yaml', text: 'schema: 1\npackage: a\ntypes:\n  - [a.T, a, ReturnValue]\n' },
    ];
    const forward = loadModels(texts, kinds);
    const backward = loadModels([...texts].reverse(), kinds);
    assert.deepEqual(forward, backward);
    assert.deepEqual(forward.problems, []);
    assert.match(forward.models.digest, /^[0-9a-f]{16,}$/);
  });

  it('survives structuredClone', () => {
    const models = clean('schema: 1\npackage: a\nsinks:\n  - [a, "Member[x].Argument[0]", log]\n');
    assert.deepEqual(structuredClone(models), models);
  });
});

describe('problems of models', () => {
  const cases: readonly { name: string; text: string; at: string; message: RegExp }[] = [
    {
      name: 'an unknown section',
      text: 'schema: 1\npackage: a\nsink:\n  - [a, "", log]\n',
      at: 'error models/1.yaml:3:1',
      message: /"sink" is no section/,
    },
    { name: 'a missing version', text: 'package: a\n', at: 'error models/1.yaml:1:1', message: /schema: 1/ },
    { name: 'a missing package', text: 'schema: 1\n', at: 'error models/1.yaml:1:1', message: /package/ },
    {
      name: 'an unknown kind',
      text: 'schema: 1\npackage: a\nsinks:\n  - [a, "Argument[0]", lock]\n',
      at: 'error models/1.yaml:4:24',
      message: /^sinks, row 1: Kind "lock" is not registered/,
    },
    {
      name: 'a kind of another role',
      text: 'schema: 1\npackage: a\nsinks:\n  - [a, "Argument[0]", remote]\n',
      at: 'error models/1.yaml:4:24',
      message: /Kind "remote" is a source, but this row is a sink/,
    },
    {
      name: 'a path that is none',
      text: 'schema: 1\npackage: a\nsinks:\n  - [a, "Member[x].Argumnt[0]", log]\n',
      at: 'error models/1.yaml:4:9',
      message: /at character 11: "Argumnt" is no step/,
    },
    {
      name: 'an unknown type',
      text: 'schema: 1\npackage: a\nsinks:\n  - [b.T, "Argument[0]", log]\n',
      at: 'error models/1.yaml:4:5',
      message: /"b\.T" is neither a package/,
    },
    {
      name: 'a receiver in a place',
      text: 'schema: 1\npackage: a\nsinks:\n  - [a, "this", log]\n',
      at: 'error models/1.yaml:4:5',
      message: /names no place/,
    },
    {
      name: 'AnyDepth in the middle',
      text: 'schema: 1\npackage: a\nsinks:\n  - [a, "Argument[0].AnyDepth.Field[b]", log]\n',
      at: 'error models/1.yaml:4:5',
      message: /AnyDepth may only stand at the end/,
    },
    {
      name: 'a callback that is no argument',
      text: 'schema: 1\npackage: a\ncallbacks:\n  - [a, "Member[x]", []]\n',
      at: 'error models/1.yaml:4:5',
      message: /ends at an argument/,
    },
    {
      name: 'a flow that is none',
      text: 'schema: 1\npackage: a\ncallbacks:\n  - [a, "Argument[0]", ["Parameter[0] = this"]]\n',
      at: 'error models/1.yaml:4:25',
      message: /is no flow of a callback/,
    },
    {
      name: 'a sanitizer that does not say what it clears',
      text: 'schema: 1\npackage: a\nsanitizers:\n  - {at: a, from: "Argument[0]", to: ReturnValue, kind: hmac}\n',
      at: 'error models/1.yaml:4:5',
      message: /says what it clears/,
    },
    {
      name: 'an unknown level',
      text: 'schema: 1\npackage: a\nsanitizers:\n  - {at: a, from: "Argument[0]", to: ReturnValue, kind: hmac, clears: {levels: [all]}}\n',
      at: 'error models/1.yaml:4:80',
      message: /"all" is no level/,
    },
    {
      name: 'an unknown key',
      text: 'schema: 1\npackage: a\nsinks:\n  - {at: a, path: "Argument[0]", kind: log, level: 3}\n',
      at: 'error models/1.yaml:4:45',
      message: /"level" is no key here/,
    },
    {
      name: 'too many values',
      text: 'schema: 1\npackage: a\ninert:\n  - [a, "Member[x]", more]\n',
      at: 'error models/1.yaml:4:5',
      message: /has 3 values/,
    },
    {
      name: 'an expectation about no line',
      text: 'schema: 1\npackage: a\nexamples:\n  - code: a()\n    expect: [sink log @2]\n',
      at: 'error models/1.yaml:5:14',
      message: /^examples, row 1: .*is no expectation/,
    },
    { name: 'broken YAML', text: 'schema: 1\npackage: [a\n', at: 'error models/1.yaml', message: /YAML/ },
    { name: 'a list at the top', text: '- a\n', at: 'error models/1.yaml:1:1', message: /is a map/ },
  ];
  for (const { name, text, at, message } of cases)
    it(`names ${name}`, () => {
      const problems = [...load(text).problems, ...loadExamples(text).problems];
      const problem = problems.find((candidate) => message.test(candidate.message));
      assert.ok(problem, JSON.stringify(problems));
      assert.ok(head(problem).startsWith(at), `${head(problem)} should be ${at}`);
    });

  it('keeps the good rows of a file with a bad one', () => {
    const { models, problems } = load(
      'schema: 1\npackage: a\nsinks:\n  - [a, "Membre[x]", log]\n  - [a, "Argument[0]", log]\n',
    );
    assert.equal(problems.length, 1);
    assert.equal(follow(models, models.packages.get('a'), '0').sinks.length, 1);
  });

  it('reads examples', () => {
    const { examples, problems } = loadExamples(
      'schema: 1\npackage: a\nexamples:\n  - name: A call.\n    file: x.tsx\n    code: |\n      one();\n      two();\n    expect: ["no flow remote -> sql @2", "endpoint GET /a/:b @1"]\n',
    );
    assert.deepEqual(problems, []);
    assert.equal(examples.length, 1);
    assert.deepEqual(examples[0]?.expect, [
      { negated: true, subject: 'flow', words: ['remote', 'sql'], line: 2, text: 'no flow remote -> sql @2' },
      {
        negated: false,
        subject: 'endpoint',
        words: ['GET', '/a/:b'],
        line: 1,
        text: 'endpoint GET /a/:b @1',
      },
    ]);
  });
});
