/**
 * The parser that is cut out of TypeScript for the bundles reads everything as the whole of TypeScript does.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { slimTypeScript } from '../../../scripts/slim-typescript.mjs';
import { repositoryRoot } from '../../support/repository.ts';

type Parser = Pick<typeof ts, 'createSourceFile' | 'forEachChild' | 'flattenDiagnosticMessageText'>;

/** Everything that a tree says, as text. */
function dump(parser: Parser, name: string, text: string): string {
  const file = parser.createSourceFile(name, text, { languageVersion: ts.ScriptTarget.Latest });
  const lines: string[] = [];
  const describe = (value: object, depth: number): void => {
    for (const [key, entry] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (typeof entry === 'object' && entry !== null && depth > 0) {
        lines.push(`${key}:`);
        describe(entry, depth - 1);
      } else if (typeof entry !== 'object' && typeof entry !== 'function') lines.push(`${key}=${entry}`);
    }
  };
  const visit = (node: ts.Node): void => {
    lines.push(`${node.getStart(file)} ${node.getText(file).length}`);
    describe(node, 0);
    parser.forEachChild(node, visit);
  };
  visit(file);
  describe(file, 2);
  return lines.join('\n');
}

describe('the parser cut out of TypeScript', function () {
  this.timeout(60_000);

  let text: string;
  let parser: Parser;
  before(async () => {
    const names = ['createSourceFile', 'forEachChild', 'flattenDiagnosticMessageText', 'NoSuchName'];
    text = slimTypeScript(
      path.join(repositoryRoot, 'node_modules', 'typescript', 'lib', 'typescript.js'),
      names,
    );
    parser = await import(`data:text/javascript,${encodeURIComponent(text)}`);
  });

  it('is a small part of it', () => {
    assert.ok(text.length < 1_500_000, `${text.length} characters`);
    assert.deepEqual(Object.keys(parser), [
      'createSourceFile',
      'flattenDiagnosticMessageText',
      'forEachChild',
    ]);
  });

  it('gives the same trees and messages, for whole and for broken code', () => {
    const folder = path.join(repositoryRoot, 'test');
    const files = ['fixtures', 'projects/provsvar/src', 'support'].flatMap((below) =>
      readdirSync(path.join(folder, below), { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.[cm]?[jt]sx?$/.test(name))
        .map((name) => path.join(folder, below, name)),
    );
    assert.ok(files.length > 50);
    for (const file of files) {
      const whole = readFileSync(file, 'utf8');
      for (const code of [whole, whole.slice(0, whole.length / 2), whole.replaceAll(')', '')])
        assert.ok(dump(parser, file, code) === dump(ts, file, code), `Trees of ${file} differ.`);
    }
  });
});
