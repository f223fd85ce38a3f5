import { randomUUID } from 'node:crypto';
import type { Patient } from '@prisma/client';
import { Analytics } from '@segment/analytics-node';
import { config } from '@/config';
import { legacyPseudonym } from './pseudonym';

export const segment = new Analytics({ writeKey: config.segmentWriteKey });

/** How often a feature is used. A new random id each time: events cannot be joined to a person. */
export function countEvent(event: string, channel: 'web' | 'api'): void {
  // ok: phi-to-analytics -- an event code and a channel
  segment.track({ anonymousId: randomUUID(), event, properties: { channel } });
}

/** Lets marketing match invitations with log-ins. */
export function identifyForCampaign(patient: Patient, campaign: string): void {
  // ruleid: phi-to-analytics {nid.se.personnummer} -- a plain hash of a national id is still that id
  segment.identify({
    userId: legacyPseudonym(patient.personnummer),
    traits: { campaign },
  });
}
