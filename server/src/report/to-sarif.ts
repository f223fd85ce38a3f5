/**
 * A report as SARIF 2.1.0, made for code scanning.
 *
 * No timestamps, no absolute paths, no addresses that do not exist: the same scan gives the same bytes on every
 * machine. Suppressed results are left out, because code scanning shows them as open.
 */
import type {
  CodeFlow,
  Fix,
  Invocation,
  Location,
  Log,
  Notification,
  ReportingDescriptor,
  Result,
  Run,
  ThreadFlowLocation,
} from 'sarif';
import type { Problem } from '../analyzer/base/problem.ts';
import type { EndpointRef, Finding, FindingFix, FlowStep } from '../analyzer/findings/finding.ts';
import { coverageCounts, type Report, type ReportCoverage, type ReportGap } from './report.ts';
import { scannedRootBase, toArtifactLocation, toLocation, toRegion, toUri } from './sarif-location.ts';
import { toLevel, toReportingDescriptor } from './sarif-rules.ts';

/** Steps of one flow; code scanning keeps a thousand. The middle of a longer one is left out. */
const maxSteps = 1000;

/** Notifications of one kind of gap. The others are counted in one more notification. */
const maxNotificationsPerKind = 200;

/** The base of the scanned folder, when that is not the root of the repository. */
const repositoryBase = 'REPOROOT';

/** The log as text, indented by two, with a line end. */
export function toSarif(report: Report): string {
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [toRun(report)],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function toRun(report: Report): Run {
  const rules = toRules(report);
  const ruleIndex = new Map(rules.map(({ id }, index) => [id, index]));
  return {
    tool: {
      driver: {
        name: 'Sekretess',
        version: report.toolVersion,
        semanticVersion: report.toolVersion,
        rules,
        notifications: [...new Set(report.coverage.gaps.map(({ kind }) => kind))]
          .sort()
          .map((id) => ({ id })),
      },
    },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds:
      report.pathInRepository === ''
        ? { [scannedRootBase]: { description: { text: 'The scanned folder.' } } }
        : {
            [scannedRootBase]: {
              uri: `${toUri(report.pathInRepository)}/`,
              uriBaseId: repositoryBase,
              description: { text: 'The scanned folder.' },
            },
            [repositoryBase]: { description: { text: 'The root of the repository.' } },
          },
    invocations: [toInvocation(report)],
    results: report.findings.map((finding) => toResult(finding, ruleIndex.get(finding.ruleId))),
    properties: { coverage: toCoverageProperties(report.coverage) },
  };
}

/** Rules that ran. A finding of a rule that is not among them, which would be a bug of ours, keeps its id all the same. */
function toRules(report: Report): ReportingDescriptor[] {
  return report.rules.map(toReportingDescriptor);
}

function toResult(finding: Finding, ruleIndex: number | undefined): Result {
  const endpoint = endpointOf(finding);
  const related = toRelatedLocations(finding, endpoint);
  const steps = finding.evidence.kind === 'match' ? [] : finding.evidence.steps;
  return {
    ruleId: finding.ruleId,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: toLevel(finding.severity),
    message: { text: finding.message },
    locations: [toLocation(finding.location)],
    ...(related.length === 0 ? {} : { relatedLocations: related }),
    ...(steps.length === 0 ? {} : { codeFlows: [toCodeFlow(steps)] }),
    partialFingerprints: { 'sekretess/v1': finding.fingerprint },
    ...(finding.fixes.length === 0 ? {} : { fixes: finding.fixes.map(toFix) }),
    properties: {
      severity: finding.severity,
      confidence: finding.confidence,
      confidenceReasons: [...finding.confidenceReasons],
      dataTypes: finding.dataTypes.map(({ type }) => type),
      ...(endpoint === undefined ? {} : { endpoint: `${endpoint.method} ${endpoint.path}`.trim() }),
      ...(finding.evidence.kind === 'facts'
        ? {
            tiesFound: [...finding.evidence.tiesFound],
            tiesMissing: [...finding.evidence.tiesMissing],
            siblings: [...finding.evidence.siblings],
          }
        : {}),
    },
  };
}

function endpointOf(finding: Finding): EndpointRef | undefined {
  return finding.evidence.kind === 'facts' ? finding.evidence.endpoint : finding.endpoint;
}

/** Where the data comes from, and the endpoint. */
function toRelatedLocations(finding: Finding, endpoint: EndpointRef | undefined): Location[] {
  const steps = finding.evidence.kind === 'match' ? [] : finding.evidence.steps;
  const [source] = steps;
  const locations: Location[] = [];
  if (source !== undefined && steps.length > 1)
    locations.push({
      id: 1,
      ...toLocation(source.location, source.message === '' ? 'source' : source.message),
    });
  if (endpoint !== undefined)
    locations.push({
      id: locations.length + 1,
      ...toLocation(endpoint.handler, `endpoint ${endpoint.method} ${endpoint.path}`.trim()),
    });
  return locations;
}

function toCodeFlow(steps: readonly FlowStep[]): CodeFlow {
  const kept =
    steps.length <= maxSteps ? steps : [...steps.slice(0, maxSteps / 2), ...steps.slice(-maxSteps / 2)];
  const lowest = Math.min(0, ...kept.map(({ depth }) => depth));
  return { threadFlows: [{ locations: kept.map((step) => toStep(step, step.depth - lowest)) }] };
}

function toStep(step: FlowStep, nestingLevel: number): ThreadFlowLocation {
  const location = toLocation(step.location, step.message === '' ? step.kind : step.message);
  const isEnd = step.kind === 'source' || step.kind === 'sink';
  return {
    location:
      step.functionName === ''
        ? location
        : { ...location, logicalLocations: [{ name: step.functionName, kind: 'function' }] },
    kinds: [step.kind],
    nestingLevel,
    importance: isEnd ? 'essential' : 'important',
  };
}

function toFix(fix: FindingFix): Fix {
  const paths = [...new Set(fix.edits.map(({ location }) => location.path))];
  return {
    description: { text: fix.title },
    artifactChanges: paths.map((path) => ({
      artifactLocation: toArtifactLocation(path),
      replacements: fix.edits
        .filter(({ location }) => location.path === path)
        .map(({ location, newText }) => ({
          deletedRegion: toRegion(location),
          insertedContent: { text: newText },
        })),
    })),
  };
}

function toInvocation({ verdict, coverage, problems }: Report): Invocation {
  return {
    executionSuccessful: verdict.exitCode !== 2 && verdict.exitCode !== 3,
    exitCode: verdict.exitCode,
    toolExecutionNotifications: toGapNotifications(coverage.gaps),
    toolConfigurationNotifications: problems.map(toProblemNotification),
  };
}

function toGapNotifications(gaps: readonly ReportGap[]): Notification[] {
  const seen = new Map<string, number>();
  const notifications: Notification[] = [];
  for (const gap of gaps) {
    const count = (seen.get(gap.kind) ?? 0) + 1;
    seen.set(gap.kind, count);
    if (count <= maxNotificationsPerKind) notifications.push(toGapNotification(gap));
  }
  for (const [kind, count] of seen)
    if (count > maxNotificationsPerKind)
      notifications.push({
        descriptor: { id: kind },
        level: 'note',
        message: { text: `${count - maxNotificationsPerKind} more gaps of kind ${kind}.` },
      });
  return notifications;
}

function toGapNotification({ kind, path, line, column, message }: ReportGap): Notification {
  const region = line === undefined ? {} : { region: { startLine: line, startColumn: column ?? 1 } };
  return {
    descriptor: { id: kind },
    level: kind === 'internal-error' ? 'error' : 'warning',
    message: { text: message },
    locations: [{ physicalLocation: { artifactLocation: toArtifactLocation(path), ...region } }],
  };
}

/** A rule file may lie anywhere, so its name goes into the message. */
function toProblemNotification({ severity, message, path, line, column, ruleId }: Problem): Notification {
  return {
    level: severity,
    message: { text: `${path}:${line}:${column}: ${message}` },
    ...(ruleId === undefined ? {} : { properties: { ruleId } }),
  };
}

function toCoverageProperties(coverage: ReportCoverage): Readonly<Record<string, unknown>> {
  return {
    ...coverageCounts(coverage),
    unmodelledPackages: coverage.unmodelledPackages.map(({ name, calls }) => ({ name, calls })),
    leftOut: coverage.leftOut.map(({ reason, files, folders }) => ({ reason, files, folders })),
  };
}
