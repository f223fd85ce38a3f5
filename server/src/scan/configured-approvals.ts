/**
 * Findings that the project has answered in its configuration: data that may go to a recipient, endpoints that are
 * public on purpose, and paths that a gateway ties to the caller.
 *
 * They are marked as suppressed, with the reason, and stay in reports as such. Data whose type is not approved keeps the
 * finding; so does an address that is not known.
 */

import { type EndpointTest, endpointMatcher } from '../analyzer/findings/endpoint-pattern.ts';
import type { Finding } from '../analyzer/findings/finding.ts';
import type { WorkspaceSettings } from './configuration.ts';

/** Marks what is approved. */
export function applyApprovals(
  findings: readonly Finding[],
  settings: WorkspaceSettings,
): readonly Finding[] {
  const { recipients, guards } = settings;
  const isPublic = guards.publicEndpoints.map(endpointMatcher);
  const isTied = guards.gateway
    .filter(({ ensures }) => ensures.includes('tie') || ensures.includes('tenant'))
    .flatMap(({ paths }) => paths.map(endpointMatcher));
  if (recipients.length + isPublic.length + isTied.length === 0) return findings;
  return findings.map((finding) => {
    if (finding.suppression !== undefined) return finding;
    const reason = approvedRecipient(finding, settings) ?? guardedEndpoint(finding, isPublic, isTied);
    return reason === undefined
      ? finding
      : { ...finding, suppression: { syntax: 'configuration' as const, reason, until: '' } };
  });
}

function approvedRecipient(finding: Finding, { recipients }: WorkspaceSettings): string | undefined {
  const { recipient, dataTypes } = finding;
  if (recipient === undefined) return undefined;
  const approved = recipients.find(
    ({ host, package: packageName, types, levels }) =>
      (packageName === '' ? isHost(host, recipient.host) : packageName === recipient.package) &&
      dataTypes.length > 0 &&
      dataTypes.every(
        ({ type, level }) =>
          (types.length === 0 && levels.length === 0) ||
          levels.includes(level) ||
          types.some(
            (entry) => entry === type || (entry.endsWith('.*') && type.startsWith(entry.slice(0, -1))),
          ),
      ),
  );
  return approved === undefined ? undefined : `approved recipient: ${approved.reason}`;
}

function isHost(approved: string, host: string): boolean {
  if (host === '') return false;
  return approved.startsWith('*.') ? host.endsWith(approved.slice(1)) : host === approved;
}

function guardedEndpoint(
  finding: Finding,
  isPublic: readonly EndpointTest[],
  isTied: readonly EndpointTest[],
): string | undefined {
  if (finding.evidence.kind !== 'facts') return undefined;
  const { method, path } = finding.evidence.endpoint;
  if (path === '') return undefined;
  if (isPublic.some((test) => test(method, path))) return 'the endpoint is public on purpose';
  return isTied.some((test) => test(method, path)) ? 'the gateway ties records to the caller' : undefined;
}
