/** What the API answers; see src/lib/dto.ts. */

export interface MeView {
  personnummer: string;
  fornamn: string;
  efternamn: string;
  epost: string | null;
}

export interface ResultView {
  id: string;
  analysnamn: string;
  analyssvar: string;
  enhet: string;
  referensintervall: string | null;
  avvikande: boolean;
  status: string;
  provtagetAt: string;
}

export interface PersonView {
  personnummer: string;
  fornamn: string;
  efternamn: string;
  gatuadress: string;
  postnummer: string;
  postort: string;
}

export type SortOrder = 'nyast' | 'aldst' | 'avvikande';
