/**
 * Reads the shipped rules, models and data types from disk: for the bundles (build.mjs compiles them in) and for tests
 * (test/support/knowledge.ts), so that both see the same files in the same order.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * @param {string} root The root of the repository, absolute.
 * @returns {{ path: string, text: string }[]} Every YAML file of rules/packs, rules/models and rules/data-types, and
 *   rules/kinds.yaml. Sorted by path in UTF-16 code unit order; paths relative to rules/, with forward slashes.
 */
export function readKnowledge(root) {
  const rules = path.join(root, 'rules');
  const files = ['packs', 'models', 'data-types']
    .map((folder) => path.join(rules, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { withFileTypes: true, recursive: true }))
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => path.relative(rules, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'));
  if (existsSync(path.join(rules, 'kinds.yaml'))) files.push('kinds.yaml');
  return files.sort().map((file) => ({ path: file, text: readFileSync(path.join(rules, file), 'utf8') }));
}
