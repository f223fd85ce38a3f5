/**
 * The import directions of the repository, as code. ARCHITECTURE.md tells the reasons.
 *
 * `analyzerLayers` is the one place where the order of the analyzer's folders is written down; a folder may import
 * itself and the folders before it. The compiler enforces the borders between the projects (tsconfig `references`);
 * here stands what it cannot see: the folders inside the analyzer, npm packages, reachability, cycles.
 */

/** Lowest first. `not`: folders before it that it must not import all the same. `npm`: packages it may import. */
const analyzerLayers = [
  { folder: 'base', npm: ['@noble/hashes'] },
  { folder: 'ir', npm: [] },
  { folder: 'rules', npm: ['yaml', '@eslint-community/regexpp', 're2js', 'picomatch'] },
  { folder: 'frontends', not: ['rules'], npm: ['typescript', 'yaml'] },
  { folder: 'matching', npm: ['typescript', 'picomatch', '@eslint-community/regexpp', 're2js'] },
  { folder: 'program', npm: [] },
  { folder: 'callgraph', npm: [] },
  { folder: 'classification', npm: [] },
  { folder: 'taint', npm: [] },
  { folder: 'findings', npm: [] },
  { folder: 'guards', npm: [] },
  { folder: 'engine', npm: [] },
];

/** Folders outside the analyzer: what each may import of `server/src`, and which npm packages. `$self` is implied. */
const outerLayers = [
  { folder: 'protocol', may: [], npm: [], types: ['vscode-languageserver-protocol'] },
  { folder: 'report', may: ['analyzer/(base|findings)/'], npm: ['picocolors'], types: ['sarif'] },
  { folder: 'hosts', may: [], npm: ['ignore', 'picomatch', 'vscode-uri'] },
  {
    folder: 'scan',
    may: ['analyzer/(engine|base|findings)/', 'analyzer/index[.]ts$', 'hosts/[^/]+[.]ts$'],
    npm: ['ignore', 'picomatch', 'vscode-uri', 'yaml'],
  },
  {
    folder: 'lsp',
    may: [
      'scan/',
      'protocol/',
      'report/',
      'analyzer/(engine|base|findings)/',
      'analyzer/index[.]ts$',
      'hosts/[^/]+[.]ts$',
    ],
    npm: [
      'vscode-languageserver',
      'vscode-languageserver-textdocument',
      'vscode-languageserver-protocol',
      'vscode-uri',
    ],
  },
  {
    folder: 'cli',
    may: [
      'scan/',
      'report/',
      'analyzer/(engine|base|findings)/',
      'analyzer/index[.]ts$',
      'hosts/[^/]+[.]ts$',
    ],
    npm: ['commander', 'picocolors'],
  },
];

const escapeRegex = (text) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
const npmPath = (names) =>
  `(^|/)node_modules/(@types/)?(${names.map((name) => escapeRegex(name)).join('|')})(/|$)`;
const npmAny = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown'];

const analyzerOrder = analyzerLayers.map((layer, index) => ({
  name: `analyzer-order-${layer.folder}`,
  comment: `analyzer/${layer.folder} may import only itself and the folders before it.`,
  severity: 'error',
  from: { path: `^server/src/analyzer/${layer.folder}/` },
  to: {
    path: '^(server|client|scripts|test)/',
    pathNot: `^server/src/analyzer/(${analyzerLayers
      .slice(0, index + 1)
      .map((other) => other.folder)
      .filter((other) => !(layer.not ?? []).includes(other))
      .join('|')})/`,
  },
}));

const analyzerNpm = analyzerLayers.map((layer) => ({
  name: `analyzer-npm-${layer.folder}`,
  comment: `npm packages that analyzer/${layer.folder} may import: ${layer.npm.join(', ') || 'none'}.`,
  severity: 'error',
  from: { path: `^server/src/analyzer/${layer.folder}/` },
  to: { dependencyTypes: npmAny, ...(layer.npm.length > 0 ? { pathNot: npmPath(layer.npm) } : {}) },
}));

const outerOrder = outerLayers.map((layer) => ({
  name: `order-${layer.folder}`,
  comment: `What server/src/${layer.folder} may import of the project.`,
  severity: 'error',
  from: { path: `^server/src/${layer.folder}/` },
  to: {
    path: '^(server|client|scripts|test)/',
    pathNot: `^server/(types/|src/(${[`${layer.folder}/`, ...layer.may].join('|')}))`,
  },
}));

const outerNpm = outerLayers.map((layer) => {
  const allowed = [...layer.npm, ...(layer.types ?? [])];
  return {
    name: `npm-${layer.folder}`,
    comment: `npm packages that server/src/${layer.folder} may import: ${allowed.join(', ') || 'none'}.`,
    severity: 'error',
    from: { path: `^server/src/${layer.folder}/` },
    to: { dependencyTypes: npmAny, ...(allowed.length > 0 ? { pathNot: npmPath(allowed) } : {}) },
  };
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...analyzerOrder,
    ...analyzerNpm,
    ...outerOrder,
    ...outerNpm,
    {
      name: 'no-circular',
      comment: 'Cycles of values hide an order that nobody decided.',
      severity: 'error',
      from: { path: '^(server|client|test|scripts)/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-circular-types-between-folders',
      comment: 'A cycle of types is fine inside one folder only.',
      severity: 'error',
      from: { path: '^((?:server|client)/src/.+)/[^/]+$' },
      to: { circular: true, via: { pathNot: '^$1/' } },
    },
    {
      name: 'analyzer-index-is-a-facade',
      comment:
        'analyzer/index.ts re-exports what an embedder may use: the engine, and the types of its results.',
      severity: 'error',
      from: { path: '^server/src/analyzer/index[.]ts$' },
      to: { pathNot: '^server/src/analyzer/(engine|findings|base)/' },
    },
    {
      name: 'protocol-is-types-only',
      comment: 'client/ and server/ share shapes, never code.',
      severity: 'error',
      from: { path: '^server/src/protocol/' },
      to: { dependencyTypesNot: ['type-only'], pathNot: '^server/src/protocol/' },
    },
    {
      name: 'analyzer-knows-no-node',
      comment: 'The analyzer runs in browsers too.',
      severity: 'error',
      from: { path: '^server/src/(analyzer|report|protocol|scan|lsp|hosts/browser|hosts/[^/]+[.]ts$)' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only-lsp-knows-the-protocol-library',
      severity: 'error',
      from: { path: '^server/', pathNot: '^server/src/(lsp|entry|protocol)/' },
      to: { path: npmPath(['vscode-languageserver', 'vscode-languageserver-protocol', 'vscode-jsonrpc']) },
    },
    {
      name: 'only-the-client-knows-vscode',
      severity: 'error',
      from: { path: '^(server|scripts)/' },
      to: { path: '(^vscode$|node_modules/(@types/vscode|vscode-languageclient)/)' },
    },
    {
      name: 'only-cli-knows-commander',
      severity: 'error',
      from: { path: '^(server|client)/', pathNot: '^server/src/cli/' },
      to: { path: npmPath(['commander']) },
    },
    {
      name: 'client-knows-only-the-protocol',
      severity: 'error',
      from: { path: '^client/' },
      to: { path: '^(server|scripts|test)/', pathNot: '^server/(types|src/protocol)/' },
    },
    {
      name: 'client-npm',
      severity: 'error',
      from: { path: '^client/' },
      to: { dependencyTypes: npmAny, pathNot: npmPath(['vscode', 'vscode-languageclient']) },
    },
    {
      name: 'client-common-is-runtime-neutral',
      severity: 'error',
      from: { path: '^client/src/common/' },
      to: { path: '^client/src/(node|browser)/|node_modules/vscode-languageclient/(lib/)?(node|browser)' },
    },
    {
      name: 'client-common-knows-no-node',
      severity: 'error',
      from: { path: '^client/src/(common|browser)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'client-sides-do-not-meet',
      severity: 'error',
      from: { path: '^client/src/(node|browser)/' },
      to: { path: '^client/src/(node|browser)/', pathNot: '^client/src/$1/' },
    },
    {
      name: 'hosts-do-not-meet',
      severity: 'error',
      from: { path: '^server/src/hosts/(node|browser)/' },
      to: { path: '^server/src/hosts/(node|browser)/', pathNot: '^server/src/hosts/$1/' },
    },
    {
      name: 'browser-entry-reaches-no-node',
      comment:
        'Nothing that the browser bundles reach may import a Node built-in. By reachability, through all our files.',
      severity: 'error',
      from: { path: '^(server/src/entry/[^/]*-browser[.]ts|client/src/browser/extension[.]ts)$' },
      to: { path: '^(server/src/hosts/node|server/src/cli|client/src/node)/', reachable: true },
    },
    {
      name: 'nothing-imports-entries',
      severity: 'error',
      from: { path: '^(server|client|scripts|test)/', pathNot: '^server/src/entry/' },
      to: { path: '^server/src/entry/' },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { pathNot: '^(test|scripts)/' },
      to: { path: '^test/' },
    },
    {
      name: 'nothing-imports-scripts',
      severity: 'error',
      from: { path: '^(server|client)/' },
      to: { path: '^scripts/' },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: { path: '^(server|client|test|scripts)/' },
      to: { couldNotResolve: true, pathNot: '^(vscode|sekretess:knowledge)$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: {
      path: '^(dist/|node_modules/.cache/|test/fixtures/|test/(golden|rules|projects|guards)/[^/]+/)',
    },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    moduleSystems: ['es6', 'cjs'],
    detectProcessBuiltinModuleCalls: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.mts', '.mjs', '.js', '.cjs', '.d.ts', '.json'],
    },
    skipAnalysisNotInRules: true,
  },
};
