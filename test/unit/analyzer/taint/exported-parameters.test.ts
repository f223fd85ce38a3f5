import assert from 'node:assert/strict';
import { reportedFindings, runEngine } from '../../../support/run-engine.ts';

/** `path:line rule` of the findings, with or without parameters of exported functions as sources. */
function findingsOf(
  files: Readonly<Record<string, string>>,
  untrusted: readonly string[] = ['exported-api'],
): readonly string[] {
  const engine = runEngine({
    files: Object.entries(files).map(([path, text]) => ({ path, text })),
    configuration: { untrusted },
  });
  return reportedFindings(engine)
    .map(({ path, line, ruleId }) => `${path}:${line} ${ruleId}`)
    .sort();
}

const manifest = JSON.stringify({ name: 'convert', main: './lib/index.js' });

describe('exportedParameters', () => {
  const library = {
    'package.json': manifest,
    'lib/index.js': `const { exec } = require('child_process');
module.exports = function convert(file, done) {
  exec('convert ' + file, done);
};
module.exports.sync = (file) => exec('convert ' + file);
module.exports.tools = require('./tools');
function inner(file) {
  exec('convert ' + file);
}
inner('a.png');
`,
    'lib/tools.js': `const { exec } = require('child_process');
exports.resize = (file, size) => {
  exec('resize ' + Number(size));
  exec('resize ' + file);
};
`,
    'lib/unused.js': `const { exec } = require('child_process');
exports.run = (line) => exec(line);
`,
  };

  const found = [
    'lib/index.js:3 command-injection',
    'lib/index.js:5 command-injection',
    'lib/tools.js:4 command-injection',
  ];

  it('are sources in libraries', () => {
    assert.deepEqual(findingsOf(library, []), found);
  });

  it('are sources in other packages only where the configuration says so', () => {
    for (const other of [
      { private: true },
      { scripts: { start: 'node lib' }, dependencies: { express: '5' } },
      { main: undefined },
    ]) {
      const text = JSON.stringify({ ...JSON.parse(manifest), ...other });
      assert.deepEqual(findingsOf({ ...library, 'package.json': text }, []), [], text);
      if (!('main' in other)) assert.deepEqual(findingsOf({ ...library, 'package.json': text }), found, text);
    }
  });

  it('are those of methods, prototypes and what factories give back', () => {
    assert.deepEqual(
      findingsOf({
        'package.json': JSON.stringify({ name: 'tool', exports: { '.': { import: './src/index.ts' } } }),
        'src/index.ts': `import { exec } from 'node:child_process';
export { Runner } from './runner';
export function create(options: { line: string }) {
  return { run: (name: string) => exec(options.line + name) };
}
`,
        'src/runner.ts': `import { exec } from 'node:child_process';
export class Runner {
  constructor(private readonly program: string) {}
  run(line: string) {
    exec(line);
    this.#hidden('fixed');
  }
  #hidden(line: string) {
    exec(line);
  }
}
`,
      }),
      ['src/index.ts:4 command-injection', 'src/runner.ts:5 command-injection'],
    );
    assert.deepEqual(
      findingsOf({
        'package.json': JSON.stringify({ name: 'old' }),
        'index.js': `var exec = require('child_process').exec;
function Tool() {}
Tool.prototype.run = function (line) {
  exec(line);
};
module.exports = Tool;
`,
      }),
      ['index.js:4 command-injection'],
    );
  });

  it('leave out what was looked at first', () => {
    assert.deepEqual(
      findingsOf({
        'package.json': manifest,
        'lib/index.js': `const { exec } = require('child_process');
exports.show = (name) => {
  if (!/^[\\w-]+$/.test(name)) throw new Error('bad name');
  exec('show ' + name);
};
`,
      }),
      [],
    );
  });
});

describe('untrusted', () => {
  const tool = { 'tool.js': `require('child_process').exec('show ' + process.argv[2]);\n` };

  it('makes arguments of the process a source', () => {
    const own = 'tool.js:1 command-line-argument-in-command';
    assert.deepEqual(findingsOf(tool, []), [own]);
    assert.deepEqual(findingsOf(tool, ['environment']), ['tool.js:1 command-injection', own]);
  });
});
