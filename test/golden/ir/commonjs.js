'use strict';
const { readFile } = require('fs');
const util = require('./util').default;

function read(name) {
  return readFile(util(name));
}

exports.read = read;
module.exports.other = util;
module.exports = { read };
