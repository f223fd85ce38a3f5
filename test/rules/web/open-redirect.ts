// A browser is sent to places of ours.

// @file: src/login.ts
import path from 'node:path';
import express from 'express';

const app = express();

// @example: bad
app.get('/login/done', (req, res) => {
  res.redirect(String(req.query.next)); // ruleid: open-redirect
});
// @end

// @example: good
const targets: Record<string, string> = { visits: '/visits', results: '/results' };
app.get('/login/done/safe', (req, res) => {
  res.redirect(targets[String(req.query.next)] ?? '/'); // ok: open-redirect
});
// @end

app.get('/more', (req, res) => {
  const next = String(req.query.next);
  res.redirect(302, next); // ruleid: open-redirect
  res.redirect('/' + next); // ruleid: open-redirect
  res.redirect(`https://${next}`); // ruleid: open-redirect
  res.location(next).status(302).end(); // ruleid: open-redirect
  res.redirect('/visits/' + next); // ok: open-redirect
  res.redirect(`/login?next=${next}`); // ok: open-redirect
  res.redirect('https://care.example.com/' + next); // ok: open-redirect
  res.redirect('https://' + req.hostname + '/visits'); // ok: open-redirect
  res.setHeader('Location', req.baseUrl + req.path + '/1'); // ok: open-redirect
  res.setHeader('Location', String(req.query.path)); // ruleid: open-redirect
  res.setHeader('Location', path.posix.join(req.baseUrl, req.path, String(req.query.id))); // ok: open-redirect
  res.setHeader('Location', path.posix.join(String(req.query.id), 'visits')); // ruleid: open-redirect
});

// @file: src/app/api/route.ts
import { type NextRequest, NextResponse } from 'next/server';

export function GET(request: NextRequest) {
  const next = request.nextUrl.searchParams.get('next') ?? '/';
  return NextResponse.redirect(next); // ruleid: open-redirect
}

// @file: src/middleware.ts
import { type NextRequest, NextResponse } from 'next/server';

export function middleware(request: NextRequest) {
  if (request.cookies.has('a')) return NextResponse.redirect(new URL('/login', request.url)); // ok: open-redirect
  if (request.cookies.has('b')) {
    const url = request.nextUrl.clone();
    url.pathname = '/login';
    return NextResponse.redirect(url); // ok: open-redirect
  }
  const target = request.nextUrl.searchParams.get('to') ?? '/';
  return NextResponse.redirect(new URL(target, request.url)); // ruleid: open-redirect
}

// @file: src/page.ts
const parameters = new URLSearchParams(location.search);
const target = parameters.get('target') ?? '/';
window.location.href = target; // ruleid: open-redirect
window.location.assign(target); // ruleid: open-redirect
window.open(target); // ruleid: open-redirect
location.replace(`/visits/${target}`); // ok: open-redirect
location.href = location.pathname; // ok: open-redirect
location.href = '/visits'; // ok: open-redirect
