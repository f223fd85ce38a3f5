/**
 * `npm start`: installs and builds what is missing, then scans the sample project with the built command line.
 * Ends with 0 when the scan ran, whatever it found. Arguments replace the sample: `npm start -- path/to/code`.
 */
import { ensureInstalled } from './ensure-installed.mjs';
import { runNode, runNodeOrExit } from './run.mjs';

ensureInstalled();
runNodeOrExit(['build.mjs', '--quiet']);
const args = process.argv.slice(2);
const targets = args.length > 0 ? args : ['test/projects/provsvar'];
process.exit(runNode(['dist/server/cli.js', 'scan', ...targets, '--fail-on', 'none']));
