import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { createProgressBar, progressLine } from '../../../server/src/cli/progress-bar.ts';

function draw(isTTY: boolean, isWanted: boolean): string {
  let drawn = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      drawn += chunk.toString('utf8');
      done();
    },
  });
  let time = 0;
  const bar = createProgressBar(Object.assign(stream, { isTTY }), isWanted, () => time);
  for (let done = 0; done <= 10; done++) {
    bar.show({ stage: 'index', done, total: 10 });
    time += 50;
  }
  bar.clear();
  return drawn;
}

describe('progress bar', () => {
  it('draws on a terminal only, now and then, and erases itself', () => {
    assert.equal(draw(false, true), '');
    assert.equal(draw(true, false), '');
    const drawn = draw(true, true);
    assert.equal(drawn.match(/\[#/g)?.length, 3);
    assert.ok(drawn.endsWith('\r\u001B[2K'));
  });

  it('never goes back', () => {
    const stages = [
      'discover',
      'read',
      'index',
      'link',
      'call-graph',
      'classify',
      'reach',
      'trace',
      'guards',
      'findings',
    ] as const;
    const percents = stages.flatMap((stage) =>
      [0, 5, 10].map((done) => Number(/(\d+) %/.exec(progressLine({ stage, done, total: 10 }))?.[1])),
    );
    assert.deepEqual(
      percents,
      [...percents].sort((a, b) => a - b),
    );
    assert.equal(percents.at(-1), 99);
  });
});
