/**
 * `npm run replay-edits -- DIR [--edits N] [--seed S]`: is the answer after an edit always the one of a cold run?
 *
 * Replays N seeded random edits (1,000 unless told) of the files of DIR in memory, and after each compares findings,
 * ranges, paths and coverage of the engine that was kept with those of one that starts anew. Prints how many differ,
 * each with its edit, and exits with 1 if one does. Nothing is written to DIR.
 */
import process from 'node:process';
import { createRandomEdits } from '../test/support/random-edits.ts';
import { createReplay } from '../test/support/replay-edits.ts';
import { readWorkspace } from './read-workspace.ts';

async function main(args: readonly string[]): Promise<void> {
  const option = (name: string, otherwise: number): number => {
    const at = args.indexOf(name);
    return at < 0 ? otherwise : Number(args[at + 1]);
  };
  const edits = option('--edits', 1000);
  const seed = option('--seed', 1);
  const [folder] = args;
  if (folder === undefined || folder.startsWith('--') || !(edits > 0) || !Number.isInteger(seed)) {
    console.error('Name the folder to edit in memory: npm run replay-edits -- DIR [--edits N] [--seed S]');
    process.exitCode = 2;
    return;
  }
  const random = createRandomEdits(await readWorkspace(folder), seed);
  const replay = createReplay(random.current);
  let differing = 0;
  let findings = 0;
  for (let count = 1; count <= edits; count++) {
    const { what, changes } = random.next();
    const { incremental, cold } = replay(changes, random.current);
    findings += cold.findings;
    if (incremental.bytes !== cold.bytes) {
      differing += 1;
      console.log(`edit ${count} differs: ${what}`);
    }
    if (count % 100 === 0) console.log(`${count} edits`);
  }
  console.log(
    `${folder}: ${edits} edits with seed ${seed}, ${differing} with another answer than a cold run; ` +
      `${(findings / edits).toFixed(1)} findings on average`,
  );
  if (differing > 0) process.exitCode = 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
