// Files of patients are handed out one by one, after a check.

// @file: src/app.ts
import express from 'express';
import serveIndex from 'serve-index';

const app = express();

// @example: bad
app.use('/files', express.static('uploads')); // ruleid: directory-listing
// @end

// @example: good
app.use('/assets', express.static('public')); // ok: directory-listing
// @end

app.use('/recordings', serveIndex('/srv/recordings')); // ruleid: directory-listing
app.use(express.static('build')); // ok: directory-listing
