/** The page of the exposure map: self-contained, safe against hostile names, and usable without seeing colors. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { diffExposureMaps } from '../../../server/src/analyzer/findings/diff-exposure-maps.ts';
import type { ExposureMap, MapEndpoint } from '../../../server/src/analyzer/findings/exposure-map.ts';
import type { SourceRange } from '../../../server/src/analyzer/findings/finding.ts';
import { mapPage } from '../../../server/src/report/map-page.ts';
import { mapPageStyle, mapPageStyleDigest } from '../../../server/src/report/map-page-style.ts';

const hostile = `"><script>alert(1)</script><img src=x onerror='a()'>\u202e&amp;`;

function place(path = 'src/app.ts'): SourceRange {
  return { path, start: 0, length: 1, startLine: 0, startColumn: 0, endLine: 0, endColumn: 1 };
}

function endpoint(path: string, access: MapEndpoint['cells'][number]['access']): MapEndpoint {
  return {
    id: `GET ${path}`,
    method: 'GET',
    path,
    framework: 'express',
    location: place(),
    handlers: [{ name: path, location: place(path) }],
    chain: [path],
    doubts: [path],
    records: [
      {
        direction: 'returns',
        operation: 'read',
        resource: path,
        access,
        identifiers: [path],
        dataTypes: [{ type: 'name.person', evidence: path }],
        query: place(path),
        place: place(path),
        found: [{ text: path, location: place(path) }],
        missing: [path],
        possible: [path],
        siblings: path,
        ways: [{ location: place(path), kind: 'source', message: path, depth: 0, functionName: path }],
      },
    ],
    cells: [{ direction: 'returns', type: 'name.person', access, records: [0] }],
  };
}

function mapOf(name: string): ExposureMap {
  const { records, cells, ...row } = endpoint(name, 'open');
  assert.equal(records.length, cells.length);
  return {
    dataTypes: [{ id: 'name.person', label: 'name', level: 'direct' }],
    endpoints: [endpoint(name, 'open'), endpoint('/tied', 'tied')],
    recipients: [
      {
        id: `log ${name}`,
        kind: 'log',
        name,
        flows: [
          {
            ruleId: 'phi-to-log',
            fingerprint: '0'.repeat(32),
            confidence: 'high',
            types: ['name.person'],
            location: place(name),
            approval: name,
            ways: [],
          },
        ],
        cells: [{ type: 'name.person', isApproved: true, flows: [0] }],
      },
    ],
    others: [row],
  };
}

const empty: ExposureMap = { dataTypes: [], endpoints: [], recipients: [], others: [] };

describe('the page of the exposure map', () => {
  const changes = diffExposureMaps(empty, mapOf(hostile));
  const pages = [mapPage(mapOf(hostile), undefined, '1.0.0'), mapPage(mapOf(hostile), changes, '1.0.0')];

  it('runs nothing and loads nothing, whatever the names in the code are', () => {
    for (const page of pages) {
      assert.doesNotMatch(page, /<(?:script|img|link|iframe|object|form|base)/i);
      const withoutTexts = page.replaceAll(/"[^"]*"|>[^<]*</g, (text) =>
        text.startsWith('>') ? '><' : '""',
      );
      assert.doesNotMatch(withoutTexts, /\s(?:on\w+|src|style)=/i);
      assert.doesNotMatch(page, /href="(?!#)/);
      assert.doesNotMatch(page, /url\(|@import|https?:/);
      assert.ok(!page.includes('\u202e'));
      assert.ok(page.includes('&lt;script&gt;'));
    }
  });

  it('allows its own style sheet alone', () => {
    const digest = `sha256-${createHash('sha256').update(mapPageStyle).digest('base64')}`;
    assert.equal(mapPageStyleDigest, digest);
    for (const page of pages) {
      assert.match(page, /content="default-src &#39;none&#39;; style-src &#39;sha256-/);
      assert.equal(/<style>([\s\S]*)<\/style>/.exec(page)?.[1], mapPageStyle);
    }
  });

  it('closes what it opens, and every mark leads somewhere and has words', () => {
    for (const page of pages) {
      const open: string[] = [];
      for (const [, slash, name = ''] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
        if (['meta', 'input'].includes(name)) continue;
        if (slash === '') open.push(name);
        else assert.equal(open.pop(), name);
      }
      assert.deepEqual(open, []);
      const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
      for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) assert.ok(ids.has(target), target);
      for (const [mark] of page.matchAll(/<a class="mark[\s\S]*?<\/a>/g))
        assert.match(mark, /<span class="unseen">[^<]+<\/span>/);
    }
  });

  it('shows the weakest first, and outlines what changed', () => {
    const [page = '', diff = ''] = pages;
    assert.ok(page.indexOf('row-open') < page.indexOf('row-tied"'));
    assert.doesNotMatch(page, /class="mark [\w-]+ changed"/);
    assert.match(diff, /class="mark open changed"/);
    assert.match(diff, /<li class="worse"><b>new<\/b>/);
  });

  it('says so when there is nothing', () => {
    assert.match(mapPage(empty, undefined, '1.0.0'), /No endpoint is known to hand out/);
    assert.match(mapPage(empty, [], '1.0.0'), /Nothing changed\./);
  });
});
