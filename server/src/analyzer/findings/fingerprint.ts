/**
 * The identity of a finding across commits.
 *
 * Made of the rule, the file, and what the sink is called, never of line numbers or of functions on the way; twins in
 * one file are told apart by their order. The scheme has a version: `sekretess/v1`.
 */
import { hashText } from '../base/hash.ts';

/** Key of the fingerprint in reports. */
export const fingerprintScheme = 'sekretess/v1';

/** Gives out fingerprints; ask in file order, so that ordinals follow the text. */
export function createFingerprints(): (ruleId: string, path: string, sink: string) => string {
  const seen = new Map<string, number>();
  return (ruleId, path, sink) => {
    const key = `${ruleId}\n${path}\n${sink}`;
    const ordinal = seen.get(key) ?? 0;
    seen.set(key, ordinal + 1);
    const text = `${fingerprintScheme}\n${key}\n${ordinal}`;
    return hashText(text) + hashText(`${text}\n2`);
  };
}
