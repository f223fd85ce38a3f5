/**
 * The program `sekretess`: gives the process to the command line, and loads the engine or the server on demand.
 */
import module from 'node:module';
import process from 'node:process';
import { version } from 'sekretess:knowledge';
import type { CliEnvironment } from '../cli/cli-environment.ts';
import { runCli } from '../cli/run-cli.ts';
import { compileForShortRuns } from '../hosts/node/tune-compiler.ts';
import { keepHeapSmall, keepYoungObjectsYoung } from '../hosts/node/tune-heap.ts';

/** V8 keeps the compiled code between runs. Node 22 and later; the types of Node 20 do not know it. */
function enableCompileCache(): void {
  if ('enableCompileCache' in module && typeof module.enableCompileCache === 'function')
    module.enableCompileCache();
}

/** Today in UTC. SOURCE_DATE_EPOCH stands in for the clock where runs must be repeatable. */
function today(): string {
  const epoch = Number(process.env.SOURCE_DATE_EPOCH);
  const date =
    process.env.SOURCE_DATE_EPOCH !== undefined && Number.isFinite(epoch)
      ? new Date(epoch * 1000)
      : new Date();
  return date.toISOString().slice(0, 10);
}

const environment: CliEnvironment = {
  version,
  currentFolder: process.cwd(),
  variables: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  today: today(),
  usage() {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    return { cpuMilliseconds: (userCPUTime + systemCPUTime) / 1000, peakMemoryMebibytes: maxRSS / 1024 };
  },
};

enableCompileCache();
keepHeapSmall();
keepYoungObjectsYoung();
runCli(process.argv.slice(2), environment, {
  loadCommands: async () => {
    compileForShortRuns();
    return (await import('./scan-main.ts')).commands;
  },
  startServer: async () => {
    await import('./server-node.ts');
  },
}).then(
  (exitCode) => {
    // Not process.exit: what was written must reach its reader first.
    if (exitCode !== undefined) process.exitCode = exitCode;
  },
  (error: unknown) => {
    process.stderr.write(`error: the output could not be written.\n${String(error)}\n`);
    process.exitCode = 3;
  },
);
