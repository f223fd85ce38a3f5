// What helmet and template engines do is left on.

// @file: src/headers.ts
import express from 'express';
import helmet from 'helmet';
import nunjucks from 'nunjucks';

const app = express();

// @example: bad
app.use(helmet({ contentSecurityPolicy: false })); // ruleid: disabled-protection
// @end

// @example: good
app.use(helmet({ contentSecurityPolicy: { directives: { defaultSrc: ["'self'"] } } })); // ok: disabled-protection
// @end

app.use(helmet({ frameguard: false })); // ruleid: disabled-protection
app.use(helmet({ crossOriginEmbedderPolicy: false })); // ok: disabled-protection
nunjucks.configure('views', { autoescape: false }); // ruleid: disabled-protection
nunjucks.configure('views', { autoescape: true }); // ok: disabled-protection
