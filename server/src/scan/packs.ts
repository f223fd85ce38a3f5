/**
 * Packs of rules that a person chose → settings of single rules.
 *
 * A pack is a folder of `packs/`, and a rule's file is named after the rule, so the paths of the knowledge say it all.
 * No choice means every pack without its optional rules; `NAME/all` means a pack with them.
 */

/** Ends the name of a pack whose optional rules are wanted too. */
const withOptionalRules = '/all';

/** Name of the pack and id of the rule that a path of the knowledge holds; undefined for other files. */
function ruleOfPath(path: string): { readonly pack: string; readonly id: string } | undefined {
  const [, pack, id] = /^packs\/([^/]+)\/(?:.*\/)?([^/]+)\.ya?ml$/.exec(path) ?? [];
  return pack === undefined || id === undefined ? undefined : { pack, id };
}

/** Rules of packs that were not chosen are off, those of a pack that was chosen with all its rules are on. */
export function rulesOfPacks(
  packs: readonly string[],
  knowledgePaths: readonly string[],
): Readonly<Record<string, 'off' | 'on'>> {
  if (packs.length === 0) return {};
  return Object.fromEntries(
    knowledgePaths.flatMap((path): readonly (readonly [string, 'off' | 'on'])[] => {
      const rule = ruleOfPath(path);
      if (rule === undefined) return [];
      if (packs.includes(rule.pack + withOptionalRules)) return [[rule.id, 'on']];
      return packs.includes(rule.pack) ? [] : [[rule.id, 'off']];
    }),
  );
}

/** Names of the packs that a configuration chooses. */
export function packsOf(settings: {
  readonly packs: readonly { readonly name: string }[];
}): readonly string[] {
  return settings.packs.map(({ name }) => name);
}

/** Chosen names that no pack has. */
export function unknownPacks(packs: readonly string[], knowledgePaths: readonly string[]): readonly string[] {
  const known = new Set(knowledgePaths.flatMap((path) => ruleOfPath(path)?.pack ?? []));
  return packs.filter((name) => !known.has(name.replace(/\/all$/, '')));
}
