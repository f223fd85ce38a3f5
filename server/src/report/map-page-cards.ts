/**
 * The cards of the page of the exposure map: of an endpoint its records, of a recipient its flows, each with what was
 * found, what is missing, and the way.
 */
import type { Access, MapEndpoint, MapRecipient, MapRecord } from '../analyzer/findings/exposure-map.ts';
import type { FlowStep, SourceRange } from '../analyzer/findings/finding.ts';
import { type Html, html } from './html.ts';
import { accessMark, accessText, kindText } from './map-words.ts';
import { countOf } from './report.ts';

/** One endpoint; `index` is part of its address on the page. */
export function endpointCard(
  endpoint: MapEndpoint,
  index: number,
  access: Access,
  labelOf: (id: string) => string,
): Html {
  const { id, framework, location, handlers, chain, doubts, records } = endpoint;
  const [handler] = handlers;
  return html`<article class="card edge-${access} row-${access}" id="e${index}">
<h3>${id}</h3>
<p class="dim">${framework} · ${place(handler?.location ?? location)}${handler && handler.name !== '' ? html` · <code>${handler.name}</code>` : ''}</p>
<p class="dim">${chain.length === 0 ? 'nothing runs before the handler' : `after ${chain.map((name) => name || 'a function').join(' → ')}`}</p>
${doubts.length > 0 ? html`<p>Not certain: ${doubts.join('; ')}.</p>` : ''}
${records.map((record, n) => recordPart(record, `e${index}r${n}`, labelOf))}
</article>
`;
}

/** One recipient. */
export function recipientCard(
  { kind, name, flows }: MapRecipient,
  index: number,
  labelOf: (id: string) => string,
): Html {
  const isApproved = flows.every(({ approval }) => approval !== '');
  return html`<article class="card edge-${isApproved ? 'tied' : 'signed-in'}" id="r${index}">
<h3>${name}</h3>
<p class="dim">${kindText(kind)}</p>
${flows.map(
  ({ types, location, approval, ruleId, ways }) => html`<div class="record">
<p>${place(location)} <span class="dim">${ruleId}</span></p>
${typeList(types, labelOf)}
<p>${approval === '' ? 'Not approved.' : `Approved: ${approval}.`}</p>
${wayPart(ways)}
</div>
`,
)}
</article>
`;
}

function recordPart(record: MapRecord, id: string, labelOf: (id: string) => string): Html {
  const { direction, resource, access, identifiers, dataTypes, query, found, missing } = record;
  const by = identifiers.length === 0 ? 'nothing of the request' : identifiers.join(', ');
  return html`<div class="record" id="${id}">
<p><span class="mark ${access}" aria-hidden="true">${accessMark[access]}</span> <b>${accessText[access]}</b></p>
<p>${direction} <code>${resource === '' ? 'a record' : resource}</code>, found by <code>${by}</code> · asked at ${place(query)} · leaves at ${place(record.place)}</p>
${typeList(
  dataTypes.map(({ type }) => type),
  labelOf,
)}
${facts([
  ...found.map(
    ({ text, location }) => html`<li>found: ${text}${location ? html` · ${place(location)}` : ''}</li>`,
  ),
  ...missing.map((text) => html`<li>missing: ${text}</li>`),
  ...record.possible.map(
    (name) => html`<li>not known: <code>${name}</code>, which saw caller and record</li>`,
  ),
  ...(record.siblings === '' ? [] : [html`<li>beside it: ${record.siblings}</li>`]),
])}
${wayPart(record.ways)}
</div>
`;
}

function facts(items: readonly Html[]): Html {
  return items.length === 0 ? html`` : html`<ul class="facts">${items}</ul>`;
}

function typeList(types: readonly string[], labelOf: (id: string) => string): Html {
  return html`<ul class="types">${types.map((type) => html`<li title="${type}">${labelOf(type)}</li>`)}</ul>`;
}

function wayPart(ways: readonly FlowStep[]): Html {
  if (ways.length === 0) return html``;
  return html`<details><summary>The way, ${countOf(ways.length, 'step')}</summary><ol class="way">${ways.map(
    ({ location, message }) => html`<li>${place(location)} ${message}</li>`,
  )}</ol></details>`;
}

function place({ path, startLine }: SourceRange): Html {
  return html`<span class="place">${path}:${startLine + 1}</span>`;
}
