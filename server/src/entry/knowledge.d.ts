/**
 * The rules, models and data types that are compiled into each bundle.
 *
 * `build.mjs` supplies this module. Tests read the same shape from disk through `test/support/knowledge.ts`.
 */
declare module 'sekretess:knowledge' {
  /** Every YAML file below `rules/` that an analysis needs. */
  export const knowledge: {
    /** Sorted by `path` in UTF-16 code unit order. `path` is relative to `rules/`, with forward slashes. */
    readonly files: readonly { readonly path: string; readonly text: string }[];
  };
  /** The same knowledge, compiled by the build. JSON text, read when it is first needed. */
  export const precompiled: import('../analyzer/engine/engine.ts').PrecompiledKnowledge;
  /** The version of package.json, for SARIF, `--version` and the LSP's `serverInfo`. */
  export const version: string;
}
