// An order that is not complete names somebody who has not signed.

// @file: src/bankid.ts
import { SAML } from '@node-saml/node-saml';

interface Collected {
  status: 'pending' | 'failed' | 'complete';
  completionData: { user: { personalNumber: string } };
}
declare function collect(orderRef: string): Promise<Collected>;
declare function signIn(user: { personalNumber: string }): Promise<void>;

// @example: bad
export async function finish(orderRef: string) {
  const answer = await collect(orderRef);
  await signIn(answer.completionData.user); // ruleid: eid-claim-not-checked
}
// @end

// @example: good
export async function finishChecked(orderRef: string) {
  const answer = await collect(orderRef);
  if (answer.status !== 'complete') return;
  await signIn(answer.completionData.user); // ok: eid-claim-not-checked
}
// @end

export async function finishInside(orderRef: string) {
  const answer = await collect(orderRef);
  if (answer.status === 'complete' && answer.completionData) {
    await signIn(answer.completionData.user); // ok: eid-claim-not-checked
  }
}

export const strict = new SAML({ issuer: 'care', audience: 'https://care.example.com', idpCert: 'x' }); // ok: eid-claim-not-checked
export const open = new SAML({ issuer: 'care', audience: false, idpCert: 'x' }); // ruleid: eid-claim-not-checked
export const replayed = new SAML({ idpCert: 'x', validateInResponseTo: 'never' }); // ruleid: eid-claim-not-checked
