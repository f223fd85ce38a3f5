// A filter is built of objects, or of escaped values.

// @file: src/staff.ts
import express from 'express';
import escape from 'ldap-escape';
import ldap from 'ldapjs';

const app = express();
const client = ldap.createClient({ url: 'ldaps://directory.example.com' });

// @example: bad
app.get('/staff', (req, res) => {
  client.search('o=care', { filter: `(uid=${req.query.uid})` }, () => res.end()); // ruleid: ldap-injection
});
// @end

// @example: good
app.get('/staff/safe', (req, res) => {
  const filter = new ldap.EqualityFilter({ attribute: 'uid', value: String(req.query.uid) });
  client.search('o=care', { filter }, () => res.end()); // ok: ldap-injection
});
// @end

app.get('/more', (req, res) => {
  client.search(`ou=${req.query.unit},o=care`, {}, () => {}); // ruleid: ldap-injection
  client.bind(`uid=${req.query.uid},o=care`, 'x', () => {}); // ruleid: ldap-injection
  client.search('o=care', { filter: escape.filter`(uid=${String(req.query.uid)})` }, () => {}); // ok: ldap-injection
  res.end();
});
