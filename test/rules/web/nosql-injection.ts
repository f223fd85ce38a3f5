// What a parsed request holds may be an object; in a filter an object is an operator.

// @file: src/accounts.ts
import type { Request, Response } from 'express';
import { MongoClient, ObjectId } from 'mongodb';
import mongoose from 'mongoose';

const Account = mongoose.model('Account', new mongoose.Schema({ login: String, code: String }));
const accounts = new MongoClient('mongodb://localhost').db('care').collection('accounts');

// @example: bad
export async function open(req: Request, res: Response) {
  const { login, code } = req.body;
  res.json({ found: await Account.countDocuments({ login, code }) }); // ruleid: nosql-injection
}
// @end

// @example: good
export async function openWithText(req: Request, res: Response) {
  const { login, code } = req.body;
  res.json({ found: await Account.countDocuments({ login: String(login), code: String(code) }) }); // ok: nosql-injection
}
// @end

export async function more(req: Request, res: Response) {
  await accounts.countDocuments({ login: req.query.login }); // ruleid: nosql-injection
  await accounts.countDocuments(req.body); // ruleid: nosql-injection
  await accounts.deleteOne({ login: req.cookies.login }); // ruleid: nosql-injection
  await Account.aggregate([{ $match: { login: req.body.login } }, { $count: 'n' }]); // ruleid: nosql-injection
  await accounts.countDocuments({ login: `${req.query.login}` }); // ok: nosql-injection
  await accounts.countDocuments({ _id: new ObjectId(String(req.query.id)) }); // ok: nosql-injection
  await accounts.countDocuments({ login: { $eq: req.query.login } }); // ok: nosql-injection
  await accounts.countDocuments({ size: Number(req.query.size) }); // ok: nosql-injection
  const { login } = req.body;
  if (typeof login !== 'string') return res.sendStatus(400);
  await accounts.countDocuments({ login }); // ok: nosql-injection
  return res.end();
}
