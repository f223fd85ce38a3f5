/**
 * Compiles the shipped knowledge for the bundles, with the analyzer's own code: its TypeScript is bundled in memory and run
 * here, so that the build needs nothing but esbuild and Node.
 */
import { createRequire } from 'node:module';
import vm from 'node:vm';
import * as esbuild from 'esbuild';

const source = 'server/src/analyzer/engine/precompile-knowledge.ts';

/**
 * @param {string} root The root of the repository, absolute.
 * @param {readonly { readonly path: string, readonly text: string }[]} files As from `readKnowledge`.
 * @param {Pick<import('esbuild').BuildOptions, 'alias' | 'plugins'>} options What the bundles are built with.
 * @returns {Promise<import('../server/src/analyzer/engine/engine.ts').PrecompiledKnowledge>}
 */
export async function precompileKnowledge(root, files, { alias, plugins }) {
  const { outputFiles } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [source],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    logLevel: 'warning',
    ...(alias ? { alias } : {}),
    ...(plugins ? { plugins } : {}),
  });
  /** @type {{ exports: Record<string, unknown> }} */
  const module = { exports: {} };
  const code = outputFiles[0]?.text ?? '';
  const run = vm.compileFunction(code, ['module', 'exports', 'require'], { filename: `${source}.cjs` });
  run(module, module.exports, createRequire(import.meta.url));
  const compile =
    /** @type {typeof import('../server/src/analyzer/engine/precompile-knowledge.ts').precompileKnowledge} */ (
      module.exports.precompileKnowledge
    );
  return compile(files);
}
