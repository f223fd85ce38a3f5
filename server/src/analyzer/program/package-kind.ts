/**
 * What a package.json says a package is for: to be installed by others, or to be run.
 *
 * Facts of the file alone: what it does not say is not guessed.
 */
import { asObject, asText, ownValue } from './json-value.ts';
import { directoryOf } from './workspace-path.ts';

/** A library is published and loaded by others; an application is started. */
export type PackageKind = 'library' | 'application' | 'other';

/** What an application is built on, and a library leaves to who uses it. */
const frameworks = [
  'express',
  'fastify',
  'koa',
  '@hapi/hapi',
  'hapi',
  '@nestjs/core',
  'next',
  'nuxt',
  'restify',
  'sails',
  'react-scripts',
  '@angular/core',
  '@remix-run/node',
  '@sveltejs/kit',
  'electron',
  'expo',
  'react-native',
];

/** Folders beside a library whose packages show or try it. */
const besideLibrary =
  /(?:^|\/)(?:examples?|demos?|docs?|documentation|website|site|playground|sandbox|tests?|__tests__|fixtures?|benchmarks?|e2e)(?:\/|$)/i;

/** See the head of this file. `root` is the unchecked content. */
export function packageKind(path: string, root: Readonly<Record<string, unknown>>): PackageKind {
  if (besideLibrary.test(directoryOf(path))) return 'other';
  const has = (key: string): boolean => ownValue(root, key) !== undefined;
  const needed = asObject(ownValue(root, 'dependencies'));
  const isBuiltOnFramework = frameworks.some((name) => ownValue(needed, name) !== undefined);
  const isPrivate = ownValue(root, 'private') === true;
  const isStarted = asText(ownValue(asObject(ownValue(root, 'scripts')), 'start')) !== '';
  if (isBuiltOnFramework && (isPrivate || isStarted)) return 'application';
  if (isPrivate) return 'other';
  const isLoaded = has('main') || has('module') || has('exports') || has('bin');
  return isLoaded || (has('name') && has('version')) ? 'library' : 'other';
}
