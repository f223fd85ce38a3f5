/**
 * `metavariable-analysis`: whether a text looks random (`entropy`), or is a regular expression that may take very long
 * on some input (`redos`).
 *
 * Both are judgements from the text alone. Semgrep's own measure of entropy rests on a table of English that is not
 * ours; this one weighs pairs of characters by how rare they are in words, and was fitted to the answers of Semgrep.
 */
import { type AST, parseRegExpLiteral } from '@eslint-community/regexpp';

/** The analyzers that rules may name. */
export const analyzerNames = ['entropy', 'redos'] as const;

/** One of them. */
export type AnalyzerName = (typeof analyzerNames)[number];

/** Whether the analyzer finds what it looks for in the text. */
export function analyzeText(analyzer: AnalyzerName, text: string): boolean {
  return analyzer === 'entropy' ? looksRandom(text) : mayTakeLong(text);
}

/** Pairs of letters that make up most of English words and of names in programs, by how common they are. */
const commonPairs: ReadonlyMap<string, number> = new Map(
  (
    'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ' +
    'ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un ' +
    'lo wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl ig tu ev ' +
    'ld ry mp fe bl ab gh ty op wo sa ay ex ke fr oo av ag if ap gr od bo sp rd do uc bu ei ov by rm ep tt oc fa ef cu ' +
    'rn sc gi da yo cr cl du ga qu ue ff ba ey ls va um pp ua up lu go ht ru ug ds lt pi rc rr eg au ck ew mu br bi pt ' +
    'ak pu ui rg ib tl ny ki rk ys ob mm fu ph og ms ye ud mb ip ub oi rl gu dr hr cc tw ft wn nu af hu nn eo vo rv nf ' +
    'xp gn sm fl iz ok nl my gl aw ju oa eq sy sl ps jo lf nv je nk kn gs dy hy ze ks xt bs ik dd pt rp sk xi oe oy ws ' +
    'lv dl rf eu dg wr xa yi nm eb bj db js jq uk cs cp wd'
  )
    .split(' ')
    .map((pair, rank) => [pair, rank]),
);

/** How often one pair counts in a text; more is a pattern, not chance. */
const maxRepetitions = 3;

/** Weight of all pairs together from which a text looks random. */
const minWeight = 7.83;

function looksRandom(text: string): boolean {
  const lower = text.toLowerCase();
  const counts = new Map<string, number>();
  let weight = 0;
  for (let i = 0; i + 1 < lower.length; i++) {
    const pair = lower.slice(i, i + 2);
    const count = (counts.get(pair) ?? 0) + 1;
    counts.set(pair, count);
    if (count <= maxRepetitions) weight += weightOf(pair);
  }
  return weight > minWeight;
}

/** How much a pair of characters speaks for chance; common pairs speak against it. */
function weightOf(pair: string): number {
  const rank = commonPairs.get(pair);
  if (rank !== undefined) return rank < 60 ? -0.28 : rank < 160 ? 0.08 : 0.84;
  if (pair[0] === pair[1]) return 0.46;
  if (/^[a-z]{2}$/.test(pair)) return 1.33;
  if (/^\d{2}$/.test(pair)) return 0.86;
  return /^[a-z\d]{2}$/.test(pair) ? 0.69 : 0.19;
}

/** A repetition around a repetition, with something behind it that can fail. */
function mayTakeLong(text: string): boolean {
  let pattern: AST.Pattern;
  try {
    pattern = parseRegExpLiteral(new RegExp(text)).pattern;
  } catch {
    return false;
  }
  const inAlternatives = (alternatives: readonly AST.Alternative[], isFollowed: boolean): boolean =>
    alternatives.some(({ elements }) =>
      elements.some((element, at) => isSlow(element, isFollowed || at < elements.length - 1)),
    );
  const isSlow = (node: AST.Element, isFollowed: boolean): boolean => {
    switch (node.type) {
      case 'Quantifier': {
        if (isFollowed && repeats(node) && node.element.type !== 'Character' && holdsRepetition(node.element))
          return true;
        return isSlow(node.element, isFollowed);
      }
      case 'Group':
      case 'CapturingGroup':
        return inAlternatives(node.alternatives, isFollowed);
      default:
        return false;
    }
  };
  return inAlternatives(pattern.alternatives, false);
}

function repeats(node: AST.Quantifier): boolean {
  return node.max > 1;
}

function holdsRepetition(node: AST.Element): boolean {
  if (node.type === 'Quantifier') return repeats(node) || holdsRepetition(node.element);
  if (node.type !== 'Group' && node.type !== 'CapturingGroup') return false;
  return node.alternatives.some(({ elements }) => elements.some(holdsRepetition));
}
