/**
 * The exposure map as one page: a matrix to look at, and beneath it a card for each row with the way behind each cell.
 *
 * Self-contained and without scripts: marks in the matrix lead to the cards, check boxes hide rows by style alone.
 * With changes since an earlier map, these come first and their cells are outlined.
 */
import type { MapChange } from '../analyzer/findings/diff-exposure-maps.ts';
import {
  type Access,
  accessLevels,
  type ExposureMap,
  type MapCell,
  type MapDataType,
  type MapEndpoint,
} from '../analyzer/findings/exposure-map.ts';
import { type Html, html } from './html.ts';
import { endpointCard, recipientCard } from './map-page-cards.ts';
import { mapPageStyle, mapPageStyleDigest } from './map-page-style.ts';
import { labels } from './map-text.ts';
import { accessMark, accessText, changeText, diffSummary, kindText, mapSummary } from './map-words.ts';
import { countOf } from './report.ts';

/** The whole document. `changes`: since an earlier map, if there is one. */
export function mapPage(
  map: ExposureMap,
  changes: readonly MapChange[] | undefined,
  toolVersion: string,
): string {
  const labelOf = labels(map.dataTypes);
  const rows = map.endpoints
    .map((endpoint, index) => ({ endpoint, index, access: weakestOf(endpoint.cells) }))
    .sort((a, b) => accessLevels.indexOf(a.access) - accessLevels.indexOf(b.access) || a.index - b.index);
  const title = changes ? 'Changes of the exposure map' : 'Exposure map';
  const policy = `default-src 'none'; style-src '${mapPageStyleDigest}'; base-uri 'none'; form-action 'none'`;
  const changed = changedCells(changes ?? []);
  return `<!doctype html>\n${
    html`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title} – Sekretess</title>
<style>${{ markup: mapPageStyle }}</style>
</head>
<body>
<a class="skip" href="#matrix">Skip to the matrix</a>
<header>
<h1>${title}</h1>
<p class="dim">${mapSummary(map)}</p>
${tiles(map)}
</header>
<main>
${changes ? changeSection(changes) : ''}
<section aria-labelledby="matrix-title">
<h2 id="matrix-title">Endpoints and the data they hand out or change</h2>
${legend(map)}
${rows.length === 0 ? html`<p>No endpoint is known to hand out or change data of persons.</p>` : matrix(map, rows, changed)}
</section>
${recipientSection(map, changed)}
${unknownSection(map)}
<section aria-labelledby="behind-title">
<h2 id="behind-title">What is behind each row</h2>
<div class="cards">
${rows.map(({ endpoint, index, access }) => endpointCard(endpoint, index, access, labelOf))}
${map.recipients.map((recipient, index) => recipientCard(recipient, index, labelOf))}
</div>
</section>
</main>
<footer>Made by Sekretess ${toolVersion} from the code alone. What was not understood is never called guarded; what a gateway or a database decides is seen only where code or configuration says so.</footer>
</body>
</html>
`.markup
  }`;
}

interface Row {
  readonly endpoint: MapEndpoint;
  /** In the order of the map; part of the addresses on the page. */
  readonly index: number;
  readonly access: Access;
}

function tiles({ endpoints, recipients }: ExposureMap): Html {
  const count = (levels: readonly Access[]) =>
    endpoints.filter(({ cells }) => levels.includes(weakestOf(cells))).length;
  const tile = (value: number, text: string) => html`<li><b>${value}</b>${text}</li>`;
  return html`<ul class="tiles">
${tile(count(['open', 'unknown']), 'open to anybody, or not known')}
${tile(count(['signed-in', 'possible']), 'signed-in, tied to nobody')}
${tile(count(['role']), 'behind a role')}
${tile(count(['tied', 'public']), 'tied to the caller, or public')}
${tile(recipients.length, 'recipients outside')}
</ul>`;
}

function legend({ endpoints }: ExposureMap): Html {
  const used = new Set(endpoints.map(({ cells }) => weakestOf(cells)));
  const box = (access: Access) =>
    html`<label><input type="checkbox" id="show-${access}" checked><span class="mark ${access}" aria-hidden="true">${accessMark[access]}</span> <span>${accessText[access]}</span></label>`;
  return html`<fieldset class="legend"><legend>Show rows whose weakest cell is</legend>${accessLevels
    .filter((access) => used.has(access))
    .map(box)}</fieldset>`;
}

function matrix(map: ExposureMap, rows: readonly Row[], changed: ReadonlySet<string>): Html {
  const types = map.dataTypes.filter(({ id }) =>
    map.endpoints.some(({ cells }) => cells.some(({ type }) => type === id)),
  );
  return html`<div class="scroll" id="matrix" tabindex="0" role="region" aria-label="Matrix of endpoints and data">
<table>
<caption class="unseen">Endpoints by types of data. A mark leads to the records behind it.</caption>
<thead><tr><th scope="col">Endpoint</th>${types.map(columnHead)}</tr></thead>
<tbody>
${rows.map(
  ({
    endpoint,
    index,
    access,
  }) => html`<tr class="row-${access}"><th scope="row"><span class="method">${endpoint.method}</span><a class="path" href="#e${index}">${endpoint.path === '' ? endpoint.id.slice(endpoint.method.length + 1) : endpoint.path}</a>${endpoint.doubts.length > 0 ? html` <span class="dim" title="${endpoint.doubts.join('; ')}">may</span>` : ''}</th>${types.map(
    ({ id, label }) =>
      html`<td>${endpoint.cells
        .filter(({ type }) => type === id)
        .map((cell) => cellMark(cell, label, endpoint, index, changed))}</td>`,
  )}</tr>
`,
)}
</tbody>
</table>
</div>`;
}

function columnHead({ id, label, level }: MapDataType): Html {
  return html`<th scope="col" title="${id}"><span class="turn">${label}</span><small>${level}</small></th>`;
}

function cellMark(
  { direction, access, records, type }: MapCell,
  label: string,
  { id }: MapEndpoint,
  index: number,
  changed: ReadonlySet<string>,
): Html {
  const text = `${direction} ${label}: ${accessText[access]}`;
  const isChanged = changed.has(cellKey(id, direction, type));
  return html`<a class="mark ${access}${isChanged ? ' changed' : ''}" href="#e${index}r${records[0] ?? 0}" title="${text}">${directionMark[direction]}<span aria-hidden="true">${accessMark[access]}</span><span class="unseen">${text}</span></a>`;
}

/** Reading, which is most of it, has no mark of its own. */
const directionMark: Readonly<Record<MapCell['direction'], Html>> = {
  returns: html``,
  changes: html`<span aria-hidden="true">✎</span>`,
  deletes: html`<span aria-hidden="true">⌫</span>`,
};

function recipientSection({ recipients, dataTypes }: ExposureMap, changed: ReadonlySet<string>): Html {
  if (recipients.length === 0) return html``;
  const types = dataTypes.filter(({ id }) =>
    recipients.some(({ cells }) => cells.some(({ type }) => type === id)),
  );
  return html`<section aria-labelledby="recipients-title">
<h2 id="recipients-title">Where else data goes</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Matrix of recipients and data">
<table>
<caption class="unseen">Recipients by types of data. A mark leads to the flows behind it.</caption>
<thead><tr><th scope="col">Recipient</th>${types.map(columnHead)}</tr></thead>
<tbody>
${recipients.map(
  (
    { id, kind, name, cells },
    index,
  ) => html`<tr><th scope="row"><span class="method">${kindText(kind)}</span><a class="path" href="#r${index}">${name}</a></th>${types.map(
    ({ id: type, label }) =>
      html`<td>${cells
        .filter((cell) => cell.type === type)
        .map(({ isApproved }) => {
          const text = `${label}: ${isApproved ? 'approved' : 'not approved'}`;
          const isChanged = changed.has(cellKey(id, '', type));
          return html`<a class="mark ${isApproved ? 'tied' : 'signed-in'}${isChanged ? ' changed' : ''}" href="#r${index}" title="${text}"><span aria-hidden="true">${isApproved ? '✓' : '→'}</span><span class="unseen">${text}</span></a>`;
        })}</td>`,
  )}</tr>
`,
)}
</tbody>
</table>
</div>
</section>`;
}

function unknownSection({ others }: ExposureMap): Html {
  const unsure = others.filter(({ doubts, handlers }) => doubts.length > 0 || handlers.length === 0);
  if (unsure.length === 0) return html``;
  return html`<section aria-labelledby="unknown-title">
<h2 id="unknown-title">Not understood</h2>
<p>No data is known at these ${countOf(unsure.length, 'endpoint')}, but not everything about them is understood: nothing says that they are safe.</p>
<ul>
${unsure.map(
  ({ id, doubts, location }) =>
    html`<li><span class="path">${id}</span> <span class="place dim">${location.path}:${location.startLine + 1}</span> – ${doubts.length > 0 ? doubts.join('; ') : 'the handler is not known'}</li>
`,
)}
</ul>
</section>`;
}

function changeSection(changes: readonly MapChange[]): Html {
  return html`<section aria-labelledby="changes-title">
<h2 id="changes-title">What changed</h2>
<p class="dim">${diffSummary(changes)}</p>
<ul class="changes">
${changes.map((change) => {
  const [kind = '', ...rest] = changeText(change).split(': ');
  return html`<li class="${change.isWorse ? 'worse' : 'same'}"><b>${kind}</b>${rest.join(': ')}${change.isWorse ? html` <span class="unseen">More exposed than before.</span>` : ''}</li>
`;
})}
</ul>
</section>`;
}

function changedCells(changes: readonly MapChange[]): ReadonlySet<string> {
  return new Set(
    changes.flatMap((change) =>
      change.types.map(({ id: type }) =>
        cellKey(change.id, change.subject === 'endpoint' ? change.direction : '', type),
      ),
    ),
  );
}

function cellKey(id: string, direction: string, type: string): string {
  return [id, direction, type].join('\n');
}

/** What the weakest cell of a row says. */
export function weakestOf(cells: readonly MapCell[]): Access {
  return accessLevels.find((level) => cells.some(({ access }) => access === level)) ?? 'tied';
}
