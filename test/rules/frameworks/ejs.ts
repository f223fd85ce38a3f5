// Templates of EJS: what they put out as it is is markup, and their names are fields of the data they are given.

// @file: src/server.ts
import express from 'express';

const app = express();
app.get('/visits', (req, res) => {
  const rows = [String(req.query.first)];
  res.render('visits/list', { title: 'Visits', note: req.query.note, rows, caller: { name: req.query.name, age: 40 } });
});
app.get('/about', (req, res) => {
  res.render('about', { note: 'nothing' });
});
app.get('/one', (req, res) => {
  res.render('one', { caller: { name: req.query.name } });
});

// @file: views/visits/list.ejs
<!DOCTYPE html>
<%- include('../parts/head', { wide: note }) %>
<h1><%- title %></h1><!-- ok: cross-site-scripting -->
<% if (note) { %>
  <p><%- note %></p><!-- ruleid: cross-site-scripting -->
  <p><%= note %></p><!-- ok: cross-site-scripting -->
<% } else { // there is none %>
  <%# note %>
  <p><%- title %></p><!-- ok: cross-site-scripting -->
<% } %>
<% rows.forEach(function (row) { -%>
  <li><%- row %></li><!-- ruleid: cross-site-scripting -->
<% }) -%>
<% for (const row of rows) { %><li><%-row%></li><% } %><!-- ruleid: cross-site-scripting -->
<p><%- caller.name %></p><!-- ruleid: cross-site-scripting -->
<p><%- caller.age %> <%- JSON.length %></p><!-- ok: cross-site-scripting -->
<p><%- locals.note %></p><!-- ruleid: cross-site-scripting -->
<script>const caller = <%- JSON.stringify(caller) %>;</script><!-- ruleid: cross-site-scripting -->

// @file: views/parts/head.ejs
<body class="<%- wide %>"><!-- ruleid: cross-site-scripting -->
<%- title %><!-- ok: cross-site-scripting -->
<%- note %><!-- ruleid: cross-site-scripting -->

// @file: views/about.ejs
<p><%- note %></p><!-- ok: cross-site-scripting -->

// @file: views/one.ejs
<p><%- caller.name %></p><!-- ruleid: cross-site-scripting -->
