/**
 * What a request says of who is calling: `body.userId`, `query.tenantId`, `headers.x-user-role`.
 *
 * A field of the path names what is asked for; one of the body, the query or a header that is called like the caller's
 * own attributes is a claim, and whoever sends the request makes it.
 */

const place = /body|query|header|cookie|payload|search|arg|data|input|json|form|url|valid|message/i;
/** Attributes that are only ever somebody's own. */
const own =
  /^(x[-_])?(current|logged_?in|auth|my|acting|requesting|request(er|or)|caller|session)?[-_]?(user|owner|account|tenant|org|organi[sz]ation|caller|requester|requestor|actor|member|customer)[-_]?(id|uuid|guid|key|name|code)?$/i;
/** Attributes of staff and places, which a request may name for many reasons. */
const shared =
  /^(x[-_])?(current|my)?[-_]?(clinic|hospital|practice|practitioner|doctor|provider|staff|care_?unit|unit|company|region|facility|department)[-_]?(id|uuid|guid|key|code)?$/i;
const role =
  /^(x[-_])?(user|my|caller|account)?[-_]?(role|roles|is_?admin|permissions?|scopes?|user_?type|account_?type)$/i;

/** How surely a field of a request, named as `body.userId`, is a claim of who the caller is. */
export function claimOfIdentity(key: string): 'sure' | 'possible' | undefined {
  const end = key.lastIndexOf('.');
  const part = key.slice(0, end);
  if (!place.test(part)) return undefined;
  const field = key.slice(end + 1);
  if (own.test(field) || role.test(field)) return 'sure';
  if (!shared.test(field)) return undefined;
  return /header/i.test(part) || /^x[-_]/i.test(field) ? 'sure' : 'possible';
}

/** The same as yes or no, for what is compared with the record. */
export function isClaimOfIdentity(key: string): boolean {
  return claimOfIdentity(key) === 'sure';
}
