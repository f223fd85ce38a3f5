// A client gets a number, the log gets the trace.

// @file: src/app.ts
import express from 'express';

const app = express();
declare function run(): void;

app.get('/a', (req, res) => {
  try {
    run();
  } catch (error) {
    // @example: bad
    res.status(500).send((error as Error).stack); // ruleid: stack-trace-to-client
    // @end
  }
});

app.get('/b', (req, res) => {
  try {
    run();
  } catch (error) {
    // @example: good
    console.error((error as Error).stack); // ok: stack-trace-to-client
    res.status(500).send('failed'); // ok: stack-trace-to-client
    // @end
  }
});

app.get('/c', (req, res) => {
  try {
    run();
  } catch (error) {
    const failure = error as Error;
    res.json({ ok: false, stack: failure.stack }); // ruleid: stack-trace-to-client
    res.end(failure.stack); // ruleid: stack-trace-to-client
  }
});
