/**
 * Places in SARIF: relative, percent-encoded URIs below the scanned folder, and 1-based regions.
 */
import type { ArtifactLocation, Location, PhysicalLocation, Region } from 'sarif';
import type { SourceRange } from '../analyzer/findings/finding.ts';

/** The base that every URI of a result is relative to: the scanned folder. */
export const scannedRootBase = '%SRCROOT%';

/** Characters that may stand in a path segment of a URI and that `encodeURIComponent` encodes all the same. */
const plainInSegment: Readonly<Record<string, string>> = {
  '%24': '$',
  '%26': '&',
  '%2B': '+',
  '%2C': ',',
  '%3B': ';',
  '%3D': '=',
  '%40': '@',
};

const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** The path as a relative URI reference. */
export function toUri(path: string): string {
  return path
    .split('/')
    .map((segment) =>
      encodeURIComponent(segment.replace(loneSurrogate, '\uFFFD')).replace(
        /%(?:24|26|2B|2C|3B|3D|40)/g,
        (code) => plainInSegment[code] ?? code,
      ),
    )
    .join('/');
}

/** A file. */
export function toArtifactLocation(path: string): ArtifactLocation {
  return { uri: toUri(path), uriBaseId: scannedRootBase };
}

/** A range of a file. SARIF counts from 1; the end column is the one behind the last character, as ours. */
export function toRegion(range: SourceRange): Region {
  return {
    startLine: range.startLine + 1,
    startColumn: range.startColumn + 1,
    endLine: range.endLine + 1,
    endColumn: range.endColumn + 1,
  };
}

/** A range of a file with its file. */
export function toPhysicalLocation(range: SourceRange): PhysicalLocation {
  return { artifactLocation: toArtifactLocation(range.path), region: toRegion(range) };
}

/** A place, with a message when there is one. */
export function toLocation(range: SourceRange, message?: string): Location {
  return {
    physicalLocation: toPhysicalLocation(range),
    ...(message === undefined || message === '' ? {} : { message: { text: message } }),
  };
}
