/**
 * Mocha's own `spec` output, and the counts as JSON in the file that SEKRETESS_TEST_COUNTS names.
 * A file, because what tests print themselves cannot be told from what mocha prints.
 */
const { writeFileSync } = require('node:fs');
const Mocha = require('mocha');

module.exports = class extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const { passes, failures, pending } = runner.stats;
      writeFileSync(process.env.SEKRETESS_TEST_COUNTS, JSON.stringify({ passes, failures, pending }));
    });
  }
};
