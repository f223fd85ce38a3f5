import type { Journalanteckning } from '@prisma/client';
import OpenAI from 'openai';
import { config } from '@/config';
import { getCatalogueEntry } from '@/services/catalogue-service';

const openai = new OpenAI({ apiKey: config.openaiKey });

const SUMMARY_PROMPT =
  'Du hjälper en läkare inför ett besök. Sammanfatta anteckningarna i högst fem punkter.';

function asPrompt(notes: Journalanteckning[]): string {
  return notes
    .map((note) => `${note.skapadAt.toISOString().slice(0, 10)}: ${note.anteckning}`)
    .join('\n');
}

export async function summariseNotes(notes: Journalanteckning[]): Promise<string> {
  if (notes.length === 0) {
    return '';
  }
  // ruleid: phi-to-llm {clin.note} -- the notes as they were written
  const completion = await openai.chat.completions.create({
    model: 'gpt-4o-mini',
    messages: [
      { role: 'system', content: SUMMARY_PROMPT },
      { role: 'user', content: asPrompt(notes) },
    ],
  });
  return completion.choices[0]?.message.content ?? '';
}

/** Explains an analysis in plain words, from the catalogue alone. */
export async function explainAnalysis(kod: string): Promise<string> {
  const { benamning, beskrivning } = await getCatalogueEntry(kod);
  // ok: phi-to-llm -- what the analysis is, not what came out of it
  const response = await openai.responses.create({
    model: 'gpt-4o-mini',
    input: `Förklara analysen ${benamning} på lätt svenska: ${beskrivning}`,
  });
  return response.output_text;
}
