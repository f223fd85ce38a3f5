import { config } from '@/config';
import { getJson, postJson } from '@/lib/http-client';

export interface Folkbokford {
  fornamn: string;
  efternamn: string;
  gatuadress: string;
  postnummer: string;
  postort: string;
  sekretessmarkering: boolean;
}

interface SparAnswer {
  folkbokforing: Folkbokford;
}

/** Address from the population register. The old interface of the broker: number in the query. */
export async function fetchAddress(personnummer: string): Promise<Folkbokford> {
  const url = `${config.sparUrl}/personer?personnummer=${personnummer}`;
  const { folkbokforing } = await getJson<SparAnswer>('spar', url);
  return pickAddress(folkbokforing);
}

/** The new interface: number in the body. Waits for the broker to open it for us. */
export async function searchAddress(personnummer: string): Promise<Folkbokford> {
  const { folkbokforing } = await postJson<SparAnswer>('spar', `${config.sparUrl}/personsok`, {
    personnummer,
  });
  return pickAddress(folkbokforing);
}

function pickAddress(answer: Folkbokford): Folkbokford {
  const { fornamn, efternamn, gatuadress, postnummer, postort, sekretessmarkering } = answer;
  return { fornamn, efternamn, gatuadress, postnummer, postort, sekretessmarkering };
}
