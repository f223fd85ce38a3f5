// Which sites may read answers is a list.

// @file: src/app.ts
import cors from 'cors';
import express from 'express';

const app = express();
const origins = ['https://care.example.com'];

// @example: bad
app.use(cors({ origin: true, credentials: true })); // ruleid: permissive-cors
// @end

// @example: good
app.use(cors({ origin: origins, credentials: true })); // ok: permissive-cors
// @end

app.use(cors()); // ok: permissive-cors
app.use(cors({ origin: '*' })); // ok: permissive-cors
app.use(cors({ credentials: true, origin: (origin, done) => done(null, true) })); // ruleid: permissive-cors
app.use((req, res, next) => {
  res.header('Access-Control-Allow-Origin', req.headers.origin); // ruleid: permissive-cors
  res.header('Access-Control-Allow-Credentials', 'true');
  next();
});
app.use((req, res, next) => {
  if (origins.includes(req.headers.origin ?? '')) {
    res.header('Access-Control-Allow-Origin', req.headers.origin); // ok: permissive-cors
  }
  next();
});
