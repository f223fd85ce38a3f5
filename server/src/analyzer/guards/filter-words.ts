/**
 * Words of query languages inside a filter object, as the common object-relational mappers and document stores
 * write them, and names of fields that select one record.
 */
import { elementSegment, keySegment } from '../classification/seed-collector.ts';

/** Whether a key of a filter is an operator and not the name of a field. */
export function isOperatorField(name: string): boolean {
  return (
    name === elementSegment ||
    name === keySegment ||
    name.startsWith('$') ||
    /^(equals|in|is|some|every|AND|OR|NOT|and|or|has|hasSome|not|mode|eq|contains)$/.test(name) ||
    /^\d+$/.test(name)
  );
}

/** Whether what stands below the key only says which records are *not* meant. */
export function isExcludingField(name: string): boolean {
  return /^(not|NOT|\$ne|\$nin|\$not|\$nor|ne|notIn|none|isNot)$/.test(name);
}

/** How the conditions below a key are joined. */
export function junctionOf(name: string): 'all' | 'any' | undefined {
  if (/^(AND|and|\$and)$/.test(name)) return 'all';
  return /^(OR|or|\$or)$/.test(name) ? 'any' : undefined;
}

/** Whether a condition on this field makes a record visible to everybody. */
export function isVisibilityField(name: string): boolean {
  return /public|publish|visib|shared/i.test(name);
}

/** Names of fields that select one record or one person. */
export function isIdentifierField(name: string): boolean {
  return (
    /^(id|_id|uuid|guid|key|email|phone|mrn|token|slug|code|user_?name|login)$/i.test(name) ||
    // Whom a record is about stands for the person's key.
    /^(patient|person|client|resident|citizen|beneficiary|subject|owner|user)$/i.test(name) ||
    /(Id|ID|_id|Uuid|uuid|Guid|Number|nummer|Nr)$/.test(name) ||
    /^\d+$/.test(name)
  );
}

/** Names of fields that hold a secret: whoever can name its value was given it. */
export function isSecretField(name: string): boolean {
  return (
    /(token|secret|password|passwd|pwd|otp|nonce|signature|api_?key|hash)$/i.test(name) ||
    /^(reset|verification|verify|activation|access|invite|invitation|share|confirm|confirmation|one_?time|security|login|auth)_?(code|pin|id|key|link)$/i.test(
      name,
    )
  );
}
