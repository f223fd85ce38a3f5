/**
 * Writes the notices for the packages whose code is in our bundles: name, version, licence, licence text.
 * What is bundled comes from esbuild, not from the lock file, so a tool of ours that no user receives is not listed.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * @param {string} file A path relative to the root.
 * @returns {string | undefined} The folder of the npm package that it belongs to (the innermost node_modules counts).
 */
function packageFolder(file) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

/**
 * @param {string} folder Absolute.
 * @returns {string} All licence texts of a package, or an empty string.
 */
function licenceText(folder) {
  return readdirSync(folder)
    .filter((name) => /^(licen[cs]e|copying|notice|thirdpartynotice)/i.test(name))
    .sort()
    .map((name) => readFileSync(path.join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim())
    .join('\n\n');
}

/**
 * @param {string} root The root of the repository, absolute.
 * @param {readonly string[]} bundledFiles Paths relative to the root.
 * @returns {string} Markdown, sorted by package.
 */
export function thirdPartyNotices(root, bundledFiles) {
  const folders = new Set(bundledFiles.map(packageFolder).filter((folder) => folder !== undefined));
  /** @type {Map<string, string>} "name version" → section. Two copies of one version are one section. */
  const sections = new Map();
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(
      readFileSync(path.join(root, folder, 'package.json'), 'utf8'),
    );
    const text = licenceText(path.join(root, folder));
    const body =
      text === '' ? 'The package carries no licence text of its own.' : `\`\`\`\`text\n${text}\n\`\`\`\``;
    sections.set(
      `${name} ${version}`,
      `## ${name} ${version}\n\nLicence: ${license ?? 'not stated'}\n\n${body}\n`,
    );
  }
  const sorted = [...sections].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, section]) => section);
  return [
    '# Third-party notices',
    '',
    'The bundles of Sekretess contain code of these packages.',
    '',
    ...sorted,
  ].join('\n');
}
