/**
 * The words of the exposure map, the same in text, JSON and on the page.
 */
import type { MapChange } from '../analyzer/findings/diff-exposure-maps.ts';
import type { Access, ExposureMap } from '../analyzer/findings/exposure-map.ts';
import { countOf } from './report.ts';

/** What stands between the caller and the data, as a clause. */
export const accessText: Readonly<Record<Access, string>> = {
  open: 'open to anybody',
  unknown: 'not known who may call, not tied to the caller',
  'signed-in': 'signed-in, not tied to the caller',
  possible: 'perhaps tied to the caller by a call that is not known',
  role: 'behind a role, not tied to the caller',
  tied: 'tied to the caller',
  public: 'public on purpose',
};

/** The same as one sign. */
export const accessMark: Readonly<Record<Access, string>> = {
  open: '!',
  unknown: '?',
  'signed-in': '○',
  possible: '◔',
  role: '◑',
  tied: '●',
  public: '◇',
};

/** The kind of a recipient as words: `error-tracker` is "error tracker". */
export function kindText(kind: string): string {
  return kind === 'other' ? 'outside' : kind.replaceAll(/[.-]/g, ' ');
}

/** One change as a sentence. */
export function changeText(change: MapChange): string {
  const types = change.types.map(({ label }) => label).join(', ');
  if (change.subject === 'recipient') {
    const to = `${kindText(change.recipientKind)} "${change.name}"`;
    switch (change.kind) {
      case 'new':
        return `new: ${types} to ${to}; ${approvalText(change.after)}`;
      case 'gone':
        return `gone: ${types} to ${to}`;
      case 'changed':
        return `changed: ${types} to ${to}; was ${approvalText(change.before)}, is ${approvalText(change.after)}`;
    }
  }
  const does = `${change.id} ${change.direction} ${types}`;
  const { before, after } = change;
  switch (change.kind) {
    case 'new':
      return `new: ${does}; ${after ? accessText[after] : ''}`;
    case 'gone':
      return `gone: ${does}; was ${before ? accessText[before] : ''}`;
    case 'changed':
      return `changed: ${does}; was ${before ? accessText[before] : ''}, is ${after ? accessText[after] : ''}`;
  }
}

function approvalText(isApproved: boolean | undefined): string {
  return isApproved === true ? 'approved' : 'not approved';
}

/** How much there is, in one line. */
export function mapSummary({ endpoints, recipients, others }: ExposureMap): string {
  const total = countOf(endpoints.length + others.length, 'endpoint');
  const loose = endpoints.filter(({ cells }) =>
    cells.some(({ access }) => access !== 'tied' && access !== 'role' && access !== 'public'),
  ).length;
  return `${total}, ${endpoints.length} with data of persons, ${loose} of them tied to nobody; ${countOf(recipients.length, 'recipient')}.`;
}

/** How much changed, in one line. */
export function diffSummary(changes: readonly MapChange[]): string {
  if (changes.length === 0) return 'Nothing changed.';
  const count = (kind: MapChange['kind']) => changes.filter((change) => change.kind === kind).length;
  const worse = changes.filter(({ isWorse }) => isWorse).length;
  return `${count('new')} new, ${count('changed')} changed, ${count('gone')} gone; ${worse} of them more exposed than before.`;
}
