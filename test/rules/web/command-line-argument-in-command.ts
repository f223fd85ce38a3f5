import { execFileSync, execSync, spawn } from 'node:child_process';
import minimist from 'minimist';
import { quote } from 'shell-quote';

const file = process.argv[2] ?? '';
const options = minimist(process.argv.slice(2));
// @example: bad
execSync('convert ' + file); // ruleid: command-line-argument-in-command
// @end
// @example: good
execFileSync('convert', [file]); // ok: command-line-argument-in-command
// @end
execSync(`convert ${options.file}`); // ruleid: command-line-argument-in-command
execSync(`convert -q ${Number(options.quality)}`); // ok: command-line-argument-in-command
execSync(quote(['convert', file])); // ok: command-line-argument-in-command
spawn('sh', ['-c', 'convert ' + file]); // ruleid: command-line-argument-in-command
execSync(`git log ${process.env.BRANCH}`); // ok: command-line-argument-in-command
if (/^[\w.-]+$/.test(file)) execSync(`convert ${file}`); // ok: command-line-argument-in-command
