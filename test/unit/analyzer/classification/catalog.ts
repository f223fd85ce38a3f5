/** The shipped data vocabulary, for tests. */
import { loadDataTypes } from '../../../../server/src/analyzer/rules/load-data-types.ts';
import { loadKnowledge } from '../../../support/knowledge.ts';

/** What loading the shipped files gives. */
export const shippedDataTypes = loadDataTypes(
  loadKnowledge().files.filter(({ path }) => path.startsWith('data-types/')),
);
