import assert from 'node:assert/strict';
import { neverCancelled } from '../../../server/src/analyzer/base/cancellation.ts';
import { defaultScanOptions, type ScanOptions } from '../../../server/src/scan/options.ts';
import type { LoadedRuleFiles } from '../../../server/src/scan/rule-files.ts';
import { type ScanProgress, scanWorkspace } from '../../../server/src/scan/scan-workspace.ts';
import { demoKnowledge } from '../../support/cli-runner.ts';
import { createFakeEngine, type FakeEngine } from '../../support/fake-engine.ts';
import { createMemoryHost, type MemoryEntry } from '../../support/memory-host.ts';

interface Setup {
  readonly targets?: readonly string[];
  readonly options?: Partial<ScanOptions>;
  readonly ruleFiles?: LoadedRuleFiles;
  readonly onProgress?: (progress: ScanProgress) => void;
}

/** Scans files in memory; also gives the engine that did it. */
async function scan(files: Readonly<Record<string, MemoryEntry>>, setup: Setup = {}) {
  const engines: FakeEngine[] = [];
  const result = await scanWorkspace(
    createMemoryHost(files),
    () => {
      const engine = createFakeEngine();
      engines.push(engine);
      return engine;
    },
    {
      targets: (setup.targets ?? ['/r']).map((location) => ({ location, name: location })),
      knowledge: demoKnowledge,
      ruleFiles: setup.ruleFiles,
      options: { ...defaultScanOptions, ...setup.options },
    },
    neverCancelled,
    setup.onProgress ?? (() => undefined),
  );
  return { result, engine: engines[0] };
}

const placesOf = (
  findings: readonly { readonly ruleId: string; readonly location: { readonly path: string } }[],
) => findings.map(({ ruleId, location }) => `${location.path} ${ruleId}`);

describe('scanWorkspace', () => {
  it('gives code and configuration to the engine and shows what is severe and sure enough', async () => {
    const { result, engine } = await scan({
      '/r/package.json': '{}',
      '/r/prisma/schema.prisma': '',
      '/r/b.ts': 'note(1)\nhint(1)\n',
      '/r/a.ts': 'leak(1)\nleak(2) // sekretess-ignore\n',
      '/r/notes.md': 'leak(1)',
    });
    assert.deepEqual(
      [...(engine?.files.keys() ?? [])],
      ['a.ts', 'b.ts', 'package.json', 'prisma/schema.prisma'],
    );
    assert.deepEqual(placesOf(result.findings), ['a.ts demo-leak', 'b.ts demo-note']);
    assert.deepEqual(placesOf(result.suppressed), ['a.ts demo-leak']);
    assert.deepEqual(result.hidden, { belowSeverity: 0, belowConfidence: 1 });
  });

  it('filters by severity and confidence', async () => {
    const files = { '/r/a.ts': 'leak(1)\nhint(1)\nnote(1)\n' };
    const all = await scan(files, { options: { minConfidence: 'low' } });
    assert.equal(all.result.findings.length, 3);
    const severe = await scan(files, { options: { severity: 'medium', minConfidence: 'low' } });
    assert.deepEqual(placesOf(severe.result.findings), ['a.ts demo-leak', 'a.ts demo-hint']);
    assert.deepEqual(severe.result.hidden, { belowSeverity: 1, belowConfidence: 0 });
  });

  it('reports paths relative to the scanned folder although the engine sees the package around it', async () => {
    const { result, engine } = await scan(
      {
        '/repo/.git/HEAD': '',
        '/repo/package.json': '{}',
        '/repo/tsconfig.json': '{}',
        '/repo/src/api/a.ts': 'leak(1)\n???',
        '/repo/src/other.ts': 'leak(2)',
      },
      { targets: ['/repo/src/api'] },
    );
    assert.deepEqual([...(engine?.files.keys() ?? [])], ['package.json', 'src/api/a.ts', 'tsconfig.json']);
    assert.deepEqual(placesOf(result.findings), ['a.ts demo-leak']);
    const [finding] = result.findings;
    assert.equal(finding?.evidence.kind === 'flow' && finding.evidence.steps[0]?.location.path, 'a.ts');
    assert.deepEqual(
      result.coverage.gaps.map(({ path, line, column }) => `${path}:${line}:${column}`),
      ['a.ts:2:1'],
    );
    assert.equal(result.textOf('a.ts')?.length, 11);
    assert.equal(result.pathInRepository, 'src/api');
  });

  it('counts files that could not be read, are too large or not UTF-8, and scans the rest', async () => {
    const { result } = await scan({
      '/r/a.ts': 'leak(1)',
      '/r/locked.ts': { unreadable: 'permission denied' },
      '/r/huge.ts': { bytes: 9_000_000 },
      '/r/odd.ts': { damaged: 'leak("\uFFFD")' },
      '/r/closed/': { unreadable: 'permission denied' },
    });
    assert.deepEqual(placesOf(result.findings), ['a.ts demo-leak', 'odd.ts demo-leak']);
    assert.deepEqual(
      result.coverage.gaps.map(({ path, kind }) => `${path} ${kind}`),
      [
        'closed file-unreadable',
        'huge.ts file-too-large',
        'locked.ts file-unreadable',
        'odd.ts file-not-utf8',
      ],
    );
    const { files, filesSkipped, expectedFiles, fullyAnalyzedFiles, percent } = result.coverage;
    assert.deepEqual([files, filesSkipped, expectedFiles, fullyAnalyzedFiles, percent], [4, 2, 5, 1, 20]);
  });

  it('leaves out generated and foreign files by their text, unless they are named', async () => {
    const files = {
      '/r/a.ts': 'leak(1)',
      '/r/client.ts': '// @generated\nleak(1)',
      '/r/texts_sv.ts': '<?xml version="1.0"?>',
      '/r/video.ts': { binary: true } as const,
    };
    const { result } = await scan(files);
    assert.deepEqual(placesOf(result.findings), ['a.ts demo-leak']);
    assert.deepEqual(
      result.coverage.leftOut.map(({ reason, paths }) => `${reason}: ${paths.join(' ')}`),
      ['generated: client.ts', 'not-text: texts_sv.ts video.ts'],
    );
    assert.equal(result.coverage.percent, 100);
    const named = await scan(files, { targets: ['/r/client.ts'] });
    assert.deepEqual(placesOf(named.result.findings), ['client.ts demo-leak']);
  });

  it('lets a named file bypass ignore files and our own exclusions, not others', async () => {
    const { result } = await scan(
      {
        '/r/.gitignore': 'old/\n',
        '/r/old/a.ts': 'leak(1)',
        '/r/old/b.ts': 'leak(1)',
        '/r/c.min.js': 'leak(1)',
        '/r/d.ts': '',
      },
      { targets: ['/r', '/r/old/a.ts', '/r/c.min.js'] },
    );
    assert.deepEqual(placesOf(result.findings), ['c.min.js demo-leak', 'old/a.ts demo-leak']);
  });

  it('acts on sekretess.yml: rules, paths, sanitizers, test identity numbers', async () => {
    const { result, engine } = await scan(
      {
        '/r/sekretess.yml':
          'rules: { demo-note: off, demo-typo: low }\npaths: { exclude: [legacy/] }\nsanitizers: [mask]\ndataTypes: { testIdentityNumbers: n.txt }\n',
        '/r/n.txt': '19900101-2385\n',
        '/r/src/a.ts': 'note(1)\nleak(1)',
        '/r/legacy/b.ts': 'leak(1)',
      },
      { options: { includeTests: true, today: '2026-01-31' } },
    );
    assert.deepEqual(placesOf(result.findings), ['src/a.ts demo-leak']);
    assert.deepEqual(engine?.configuration, {
      rules: { 'demo-note': 'off', 'demo-typo': 'low' },
      includeTests: true,
      testIdentityNumbers: ['199001012385'],
      sanitizers: [{ name: 'any#mask', types: [], levels: [] }],
      today: '2026-01-31',
      untrusted: [],
    });
    assert.deepEqual(
      result.problems.map(
        ({ path, line, column, severity, ruleId }) => `${path}:${line}:${column} ${severity} ${ruleId}`,
      ),
      ['sekretess.yml:1:26 warning demo-typo'],
    );
    assert.equal(result.coverage.leftOut.find(({ reason }) => reason === 'configuration')?.files, 1);
  });

  it('applies paths of a configuration above the scanned folder', async () => {
    const { result } = await scan(
      {
        '/repo/.git/HEAD': '',
        '/repo/sekretess.yml': 'paths: { include: [app/src/] }\n',
        '/repo/app/src/a.ts': 'leak(1)',
        '/repo/app/tool.ts': 'leak(1)',
      },
      { targets: ['/repo/app'] },
    );
    assert.deepEqual(placesOf(result.findings), ['src/a.ts demo-leak']);
  });

  it('passes rule files on and gathers their problems', async () => {
    const problem = { severity: 'error', message: 'x', path: 'z.yaml', line: 1, column: 1 } as const;
    const ruleFiles = {
      files: [
        { path: 'mine.yaml', text: '- id: demo-hint\n' },
        { path: 'bad.yaml', text: 'broken' },
      ],
      includeDefaultRules: false,
      problems: [problem],
    };
    const { result } = await scan(
      { '/r/a.ts': 'leak(1)\nhint(1)' },
      { ruleFiles, options: { minConfidence: 'low' } },
    );
    assert.deepEqual(placesOf(result.findings), ['a.ts demo-hint']);
    assert.deepEqual(
      result.problems.map(({ path }) => path),
      ['bad.yaml', 'z.yaml'],
    );
  });

  it('refuses to call nothing clean', async () => {
    const cases: readonly (readonly [Readonly<Record<string, MemoryEntry>>, readonly string[], RegExp])[] = [
      [{ '/r/readme.md': '' }, ['/r'], /no file of a supported kind/],
      [{ '/r/package.json': '{}' }, ['/r'], /no file of a supported kind/],
      [{ '/r/readme.md': '' }, ['/r/readme.md'], /None of the files named is of a supported kind/],
      [{ '/r/.gitignore': '*', '/r/a.ts': '' }, ['/r'], /left out: a\.ts \(ignored\)/],
      [{ '/r/a.ts': { unreadable: 'permission denied' } }, ['/r/a.ts'], /could be read.*permission denied/],
      [{ '/r/': { unreadable: 'permission denied' } }, ['/r'], /cannot be opened: permission denied/],
    ];
    for (const [files, targets, message] of cases)
      await assert.rejects(scan(files, { targets }), (error: Error) => {
        assert.equal(error.name, 'UserError');
        assert.match(error.message, message);
        return true;
      });
  });

  it('reports progress and the time of each stage', async () => {
    const seen: string[] = [];
    const { result } = await scan({ '/r/a.ts': '' }, { onProgress: ({ stage }) => seen.push(stage) });
    assert.deepEqual([...new Set(seen)], ['discover', 'read', 'index', 'findings']);
    assert.deepEqual(
      result.timings.map(({ stage }) => stage),
      ['discover', 'read', 'knowledge', 'index', 'findings', 'collect'],
    );
    assert.ok(result.timings.every(({ milliseconds }) => milliseconds >= 0));
  });

  it('stops when told to', async () => {
    const stopped = scanWorkspace(
      createMemoryHost({ '/r/a.ts': '' }),
      createFakeEngine,
      {
        targets: [{ location: '/r', name: '/r' }],
        knowledge: [],
        ruleFiles: undefined,
        options: defaultScanOptions,
      },
      { isCancellationRequested: true },
      () => undefined,
    );
    await assert.rejects(stopped, { name: 'CancelledError' });
  });
});
