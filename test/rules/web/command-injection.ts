// A program gets its arguments as a list, and no shell reads them.

// @file: src/convert.ts
import { exec, execFile, execFileSync, execSync, fork, spawn, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import spawnCross from 'cross-spawn';
import { execa, execaCommand } from 'execa';
import express from 'express';
import { quote } from 'shell-quote';
import shell from 'shelljs';

const app = express();
const run = promisify(exec);

// @example: bad
app.post('/convert', (req, res) => {
  exec(`convert ${req.body.file} out.png`, () => res.end()); // ruleid: command-injection
});
// @end

// @example: good
app.post('/convert/safe', (req, res) => {
  execFile('convert', [req.body.file, 'out.png'], () => res.end()); // ok: command-injection
});
// @end

app.post('/more', async (req, res) => {
  const { file, size, program } = req.body;
  execSync('convert ' + file); // ruleid: command-injection
  await run(`convert ${file}`); // ruleid: command-injection
  spawn(program, ['a']); // ruleid: command-injection
  spawnSync('sh', ['-c', `convert ${file}`]); // ruleid: command-injection
  spawn('bash', ['-c', 'convert ' + file]); // ruleid: command-injection
  spawn('convert', [file], { shell: true }); // ruleid: command-injection
  spawn('convert', [file], { shell: false }); // ok: command-injection
  spawn('convert', [file]); // ok: command-injection
  execFileSync(program); // ruleid: command-injection
  fork(program); // ruleid: command-injection
  await execaCommand(`convert ${file}`); // ruleid: command-injection
  await execa('convert', [file]); // ok: command-injection
  spawnCross(program, []); // ruleid: command-injection
  shell.exec('convert ' + file); // ruleid: command-injection
  exec(`convert -resize ${Number(size)} in.png`); // ok: command-injection
  exec('convert ' + quote([file])); // ok: command-injection
  exec('convert in.png out.png'); // ok: command-injection
  res.end();
});

// @file: src/tool.ts
import { exec } from 'node:child_process';

export function runTool(line: string) {
  return new Promise((resolve, reject) => {
    exec(line, (error, out) => (error ? reject(error) : resolve(out))); // ruleid: command-injection
  });
}

// @file: src/network.ts
import express from 'express';
import { runTool } from './tool';

const router = express.Router();
router.get('/ping', async (req, res) => {
  const host = req.query.host as string;
  await runTool(`ping -c 1 ${host}`);
  res.end();
});
export default router;

// @file: packages/tool/package.json
{ "name": "care-archive", "version": "1.0.0", "main": "./lib/archive.js", "bin": "./cli.js" }
// @file: packages/tool/lib/archive.js
const { exec, execFile } = require('child_process');

function Archive(options) {
  this.folder = options.folder;
}
Archive.prototype.pack = function (file, callback) {
  exec(`tar cf ${this.folder}.tar ${file}`, callback); // ruleid: command-injection
  execFile('tar', ['cf', 'all.tar', file], callback); // ok: command-injection
};
Archive.run = (line, callback) => exec(line, callback); // ok: command-injection
function quoted(name) {
  exec('ls ' + name);
}
quoted('.'); // ok: command-injection
module.exports = Archive;

// @file: packages/app/package.json
{ "name": "care-app", "private": true, "main": "./index.js" }
// @file: packages/app/index.js
const { exec } = require('child_process');
exports.list = (folder) => exec('ls ' + folder); // ok: command-injection

// @file: packages/device/package.json
{ "name": "device-bridge", "version": "1.0.0", "main": "index.js" }
// @file: packages/device/index.js
const cp = require('child_process');
const util = require('util');
const shellescape = require('shell-escape');

function Base() {}
function Device(options) {
  this.options = options;
  this.timeout = 30;
}
util.inherits(Device, Base);
Device.prototype.shell = function () {
  const self = this;
  return new Promise(function (resolve) {
    cp.exec('bridge -s ' + self.options.serial, resolve); // ruleid: command-injection
    cp.exec('bridge -t ' + self.timeout, resolve); // ok: command-injection
    cp.exec(shellescape(['bridge', self.options.serial]), resolve); // ok: command-injection
    cp.exec('bridge -s ' + sanitizeForShell(self.options.serial), resolve); // ok: command-injection
  });
};
const helper = {
  open(port) {
    this.port = port;
  },
  forward(done) {
    cp.exec('bridge forward tcp:' + this.port, done); // ruleid: command-injection
  },
};
function kill(port) {
  cp.exec(`lsof -i tcp:${port} | xargs kill`); // ruleid: command-injection
  cp.exec(`lsof -i tcp:${Number(port)} | xargs kill`); // ok: command-injection
}
module.exports = { Device, helper, kill, wrapped: require('./wrapped') };
// @file: packages/device/wrapped.js
(function (root, factory) {
  if (typeof exports === 'object') factory(exports, require('child_process'));
  else factory((root.wrapped = {}));
})(this, function (exports, cp) {
  exports.open = (target, done) => cp.exec('open "' + target + '"', done); // ruleid: command-injection
  const inner = (target) => cp.exec('open "' + target + '"'); // ok: command-injection
  inner('a.png');
});

// @file: packages/compiled/package.json
{ "name": "compiled-tool", "version": "1.0.0", "main": "index.js" }
// @file: packages/compiled/index.js
"use strict";
var _child_process = _interopRequireDefault(require('child_process'));
function _interopRequireDefault(made) {
  return made && made.__esModule ? made : { default: made };
}
var Tool = (function () {
  function Tool(options) {
    this.options = options;
  }
  _createClass(Tool, [
    {
      key: 'run',
      value: function run(line) {
        return _child_process.default.exec('tool ' + line); // ruleid: command-injection
      },
    },
    {
      key: 'list',
      value: function list() {
        return _child_process.default.exec('ls ' + this.options.folder); // ruleid: command-injection
      },
    },
    {
      key: 'version',
      value: function version() {
        return _child_process.default.exec('tool --version'); // ok: command-injection
      },
    },
  ]);
  return Tool;
})();
exports.default = Tool;
__exportStar(require('./pack'), exports);
var list_1 = require('./list');
Object.defineProperty(exports, 'list', { enumerable: true, get: function () { return list_1.list; } });
var more = require('./more');
for (var name in more) exports[name] = more[name];
// @file: packages/compiled/pack.js
var cp = require('child_process');
exports.pack = function (file) {
  cp.exec('tar cf ' + file); // ruleid: command-injection
};
// @file: packages/compiled/list.js
var cp = require('child_process');
exports.list = function (folder) {
  cp.exec('ls ' + folder); // ruleid: command-injection
};
exports.unused = function (folder) {
  cp.exec('ls ' + folder); // ok: command-injection
};
// @file: packages/compiled/more.js
var cp = require('child_process');
exports.open = function (file) {
  cp.exec('open ' + file); // ruleid: command-injection
};
