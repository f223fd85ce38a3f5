import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import axios from 'axios';
import { config } from '@/config';

/** The lab answers with a certificate of its own CA. */
const verifiedAgent = new Agent({
  ca: config.labCa ? readFileSync(config.labCa, 'utf8') : undefined,
  rejectUnauthorized: true, // ok: tls-verification-off
});

/** The old node has a self-signed certificate that ran out. */
const legacyAgent = new Agent({ rejectUnauthorized: false }); // ruleid: tls-verification-off

interface OrderAnswer {
  orderId: string;
}

interface OldAnswer {
  provnummer: string;
  analyskod: string;
  analyssvar: string;
}

export async function orderAnalyses(
  remissId: string,
  personnummer: string,
  koder: string[],
): Promise<OrderAnswer> {
  // ok: phi-in-url-log -- the number is in the body
  const { data } = await axios.post<OrderAnswer>(
    `${config.labUrl}/orders`,
    { remissId, personnummer, koder },
    { httpsAgent: verifiedAgent, timeout: 10_000 },
  );
  return { orderId: data.orderId };
}

/** Answers from before the move to HL7; only the old node has them. */
export async function fetchOldAnswers(personnummer: string): Promise<OldAnswer[]> {
  // ruleid: phi-in-url-log {nid.se.personnummer} -- a number in the path is in every access log on the way
  const { data } = await axios.get<OldAnswer[]>(`${config.labUrl}/legacy/svar/${personnummer}`, {
    httpsAgent: legacyAgent,
    timeout: 30_000,
  });
  return data;
}
