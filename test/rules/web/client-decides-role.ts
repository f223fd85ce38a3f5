// Who may remove a visit is known by the session.

// @file: src/roles.ts
import express from 'express';

declare function remove(id: string): void;

const app = express();

// @example: bad
app.delete('/visits/:id', (req, res) => {
  if (req.cookies.admin === 'true') remove(req.params.id); // ruleid: client-decides-role
  res.end();
});
// @end

// @example: good
app.delete('/visits/safe/:id', (req, res) => {
  if ((req as unknown as { user: { admin: boolean } }).user.admin) remove(req.params.id); // ok: client-decides-role
  res.end();
});
// @end

app.delete('/more', (req, res) => {
  if (req.query.isAdmin) remove('1'); // ruleid: client-decides-role
  if (req.query.page) remove('2'); // ok: client-decides-role
  if (req.headers.authorization) remove('3'); // ok: client-decides-role
});
