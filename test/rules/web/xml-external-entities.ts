// A document of others names nothing that is loaded.

// @file: src/import.ts
import express from 'express';
import libxmljs from 'libxmljs';

const app = express();

// @example: bad
app.post('/import', (req, res) => {
  const document = libxmljs.parseXml(req.body.xml, { noent: true }); // ruleid: xml-external-entities
  res.json({ name: document.root()?.name() });
});
// @end

// @example: good
app.post('/import/safe', (req, res) => {
  const document = libxmljs.parseXml(req.body.xml); // ok: xml-external-entities
  res.json({ name: document.root()?.name() });
});
// @end

app.post('/more', (req, res) => {
  libxmljs.parseXmlString(req.body.xml, { noblanks: true, noent: true }); // ruleid: xml-external-entities
  libxmljs.parseXml(req.body.xml, { noent: false }); // ok: xml-external-entities
  libxmljs.parseXml('<a/>', { noent: true }); // ok: xml-external-entities
  res.end();
});

app.post('/options', (req, res) => {
  const options = { noent: true, dtdload: true };
  libxmljs.parseXml(req.body.xml, options); // ruleid: xml-external-entities
  const plain = { noblanks: true };
  libxmljs.parseXml(req.body.xml, plain); // ok: xml-external-entities
  res.end();
});
