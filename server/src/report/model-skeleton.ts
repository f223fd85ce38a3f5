/**
 * A model file to be filled in: every member of a package that the code calls, with a proposal for its row.
 *
 * What it says is only how the package is used; what its members do with data is for the author to decide.
 */

/** A member that is called; fits the results of a scan. */
export interface SkeletonMember {
  readonly package: string;
  readonly path: string;
  readonly name: string;
  readonly calls: number;
  readonly isNew: boolean;
  readonly arguments: number;
  readonly callbacks: readonly number[];
  readonly places: readonly { readonly path: string; readonly startLine: number }[];
}

/** The file as text. `members`: most-called first. */
export function modelSkeleton(name: string, members: readonly SkeletonMember[]): string {
  const packages = [...new Set([name, ...members.map((member) => member.package)])].sort();
  const known = members.filter((member) => member.name === '');
  const calls = members.reduce((sum, member) => sum + member.calls, 0);
  const lines = [
    `# ${name}: what its members do with data.`,
    '#',
    `# Made from ${calls} ${calls === 1 ? 'call' : 'calls'} of ${known.length} ${known.length === 1 ? 'member' : 'members'} in this code. Decide for each row below, remove the "#", and move it to the section that fits.`,
    '# Facts: name here the documentation that says so.',
    'schema: 1',
    `package: ${quote(name)}`,
    ...(packages.length === 1
      ? []
      : [
          `packages: [${packages
            .map((entry) => `[${quote(entry)}]`)
            .slice(1)
            .join(', ')}]`,
        ]),
    '',
    '# Data leaves: [package, path, kind]; kinds are those of rules/kinds.yaml, such as log, analytics, outbound.',
    '# "AnyDepth" at the end: data anywhere below the argument counts.',
    '# sinks:',
    ...known.flatMap((member) =>
      Array.from({ length: Math.min(member.arguments, 4) }, (_, index) => index)
        .filter((index) => !member.callbacks.includes(index))
        .map((index) => row(member, [`Argument[${index}]`, 'AnyDepth'], 'log')),
    ),
    '',
    '# Data comes in: [package, path, kind], such as remote.',
    '# sources:',
    ...known.filter((member) => !member.isNew).map((member) => row(member, ['ReturnValue'], 'remote')),
    '',
    '# The result depends on an argument: [package, path of the function, from, to, value or taint].',
    '# summaries:',
    ...known
      .filter((member) => member.arguments > 0)
      .map(
        (member) =>
          `#   - [${quote(member.package)}, ${quote(member.path)}, "Argument[0]", ${member.isNew ? 'Instance' : 'ReturnValue'}, taint]`,
      ),
    '',
    '# Functions that are called back: {at, path, flows}.',
    '# callbacks:',
    ...known.flatMap((member) =>
      member.callbacks.map(
        (index) =>
          `#   - {at: ${quote(member.package)}, path: ${quote(joinPath([member.path, `Argument[${index}]`]))}, flows: []}`,
      ),
    ),
    '',
    '# The call moves nothing: [package, path].',
    '# inert:',
    ...known.map((member) => `#   - [${quote(member.package)}, ${quote(member.path)}]`),
    '',
    '# Calls, most frequent first:',
    ...members.map((member) => {
      const what =
        member.name === ''
          ? joinPath([member.path]) || 'the package itself'
          : `${member.name} (known by the type of its object: add it under "types")`;
      const places = member.places.map(({ path, startLine }) => `${path}:${startLine + 1}`).join(', ');
      return `#   ${String(member.calls).padStart(5)} x ${member.isNew ? 'new ' : ''}${what}, at most ${member.arguments} ${member.arguments === 1 ? 'argument' : 'arguments'}: ${places}`;
    }),
    '',
    '# A test of the rows: sekretess model test FILE',
    '# examples:',
    '#   - name: One sentence.',
    '#     code: |',
    `#       import * as it from '${name}';`,
    '#       export const f = (text: string) => it.send(text);',
    '#     expect: ["sink log @2"]',
    '',
  ];
  return lines.join('\n').replace(/\n{3,}/g, '\n\n');
}

function row(member: SkeletonMember, below: readonly string[], kind: string): string {
  return `#   - [${quote(member.package)}, ${quote(joinPath([member.path, ...below]))}, ${kind}]`;
}

function joinPath(steps: readonly string[]): string {
  return steps.filter((step) => step !== '').join('.');
}

/** JSON's quotes are YAML's. */
function quote(text: string): string {
  return /^[A-Za-z][\w-]*$/.test(text) ? text : JSON.stringify(text);
}
