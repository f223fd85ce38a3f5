/**
 * The path grammar of models: steps, ports, and what is said about a path that is none.
 */
import assert from 'node:assert/strict';
import type { PortPath } from '../../../../server/src/analyzer/rules/model.ts';
import {
  isPathTrouble,
  lastArgument,
  parseModelPath,
  toPorts,
} from '../../../../server/src/analyzer/rules/model-path.ts';

function portOf(text: string): PortPath {
  const steps = parseModelPath(text);
  assert.ok(!isPathTrouble(steps), text);
  const ports = toPorts(steps);
  assert.ok(!isPathTrouble(ports), text);
  assert.equal(ports.length, 1);
  const [port] = ports;
  assert.ok(port);
  return port;
}

function troubleOf(text: string): { message: string; offset: number } {
  const steps = parseModelPath(text);
  if (isPathTrouble(steps)) return steps;
  const ports = toPorts(steps);
  assert.ok(isPathTrouble(ports), `${text} should be no port`);
  return ports;
}

describe('model paths', () => {
  it('reads every step', () => {
    assert.deepEqual(parseModelPath('Member[get, post].Argument[1..].Parameter[0]'), [
      { kind: 'member', names: ['get', 'post'] },
      { kind: 'argument', from: 1, to: lastArgument },
      { kind: 'parameter', index: 0 },
    ]);
    assert.deepEqual(parseModelPath('Instance.ReturnValue.AnyMember.ArrayElement.MapValue.Each'), [
      { kind: 'instance' },
      { kind: 'return' },
      { kind: 'any-member' },
      { kind: 'element', isList: true },
      { kind: 'element', isList: false },
      { kind: 'element', isList: false },
    ]);
    assert.deepEqual(parseModelPath('Argument[0..2].Field[a].AnyDepth'), [
      { kind: 'argument', from: 0, to: 2 },
      { kind: 'member', names: ['a'] },
      { kind: 'any-depth' },
    ]);
    assert.deepEqual(parseModelPath('WithArity[4].Parameter[1]'), [
      { kind: 'arity', count: 4 },
      { kind: 'parameter', index: 1 },
    ]);
  });

  it('ignores Awaited and takes the empty path', () => {
    assert.deepEqual(
      parseModelPath('ReturnValue.Awaited.Member[a]'),
      parseModelPath('ReturnValue.Member[a]'),
    );
    assert.deepEqual(parseModelPath(''), []);
  });

  it('reads names that are no identifiers', () => {
    assert.deepEqual(parseModelPath('Member[$queryRaw,@store]'), [
      { kind: 'member', names: ['$queryRaw', '@store'] },
    ]);
  });

  for (const [text, offset] of [
    ['Membre[a]', 0],
    ['Member', 6],
    ['Member[a', 6],
    ['Member[a,]', 7],
    ['Member[a]Member[b]', 9],
    ['Member[a].', 10],
    ['Argument[x]', 9],
    ['Argument[2..1]', 9],
    ['Parameter[0..1]', 10],
  ] as const)
    it(`points at the trouble in ${text}`, () => {
      const trouble = troubleOf(text);
      assert.equal(trouble.offset, offset);
      assert.match(trouble.message, /[.`]$/);
    });

  it('makes ports of values, receivers and results', () => {
    assert.deepEqual(portOf('this.ArrayElement'), {
      port: 'receiver',
      argument: 0,
      argumentEnd: 0,
      parameter: -1,
      callbackPath: [],
      path: [{ kind: 'element' }],
    });
    assert.equal(portOf('Argument[this]').port, 'receiver');
    assert.equal(portOf('Callee').port, 'callee');
    const port = portOf('Argument[1..].Field[a].AnyDepth');
    assert.deepEqual([port.argument, port.argumentEnd], [1, lastArgument]);
    assert.deepEqual(port.path, [{ kind: 'member', name: 'a' }, { kind: 'any' }]);
  });

  it('makes ports of callbacks, also below a field', () => {
    const port = portOf('Argument[0].Field[handler].Parameter[1].Member[body]');
    assert.equal(port.port, 'callback-parameter');
    assert.equal(port.parameter, 1);
    assert.deepEqual(port.callbackPath, [{ kind: 'member', name: 'handler' }]);
    assert.deepEqual(port.path, [{ kind: 'member', name: 'body' }]);
    assert.equal(portOf('Argument[0].ReturnValue').port, 'callback-return');
  });

  it('makes ports of what a function is later called with', () => {
    const resolve = portOf('Argument[0].Parameter[0].Argument[0]');
    assert.deepEqual(resolve.called, { argument: 0, returns: false });
    const setter = portOf('ReturnValue.Member[1].Argument[0].ReturnValue');
    assert.equal(setter.port, 'return');
    assert.deepEqual(setter.path, [{ kind: 'member', name: '1' }]);
    assert.deepEqual(setter.called, { argument: 0, returns: true });
  });

  it('gives one port for each name', () => {
    const steps = parseModelPath('Argument[0].Field[a,b].Member[c]');
    assert.ok(!isPathTrouble(steps));
    const ports = toPorts(steps);
    assert.ok(!isPathTrouble(ports));
    assert.deepEqual(
      ports.map((port) => port.path),
      [
        [
          { kind: 'member', name: 'a' },
          { kind: 'member', name: 'c' },
        ],
        [
          { kind: 'member', name: 'b' },
          { kind: 'member', name: 'c' },
        ],
      ],
    );
  });

  for (const text of [
    'Member[a]',
    'Parameter[0]',
    'ReturnValue.Parameter[0]',
    'Argument[0].Argument[1].Member[a]',
  ])
    it(`says that ${text} is no port`, () => {
      assert.match(troubleOf(text).message, /\.$/);
    });
});
