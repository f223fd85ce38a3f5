// What is asked of a language model about guidelines, templates or made-up people is nobody's; what it is asked about a
// patient, or in a function that looks for a diagnosis, is somebody's.

// @file: src/guidelines.ts
import OpenAI from 'openai';
const openai = new OpenAI();
const instructions = `You are a clinical assistant for general practitioners. Answer from the clinical guidelines below only.`;
export async function ask(query: string) {
  await openai.chat.completions.create({ model: 'm', messages: [{ role: 'system', content: instructions }, { role: 'user', content: query }] }); // ok: phi-to-llm
}

// @file: src/visits.ts
import OpenAI from 'openai';
const openai = new OpenAI();
const instructions = `You are a clinical assistant. Say which guidelines hold for the patient below.`;
export async function ask(query: string) {
  await openai.chat.completions.create({ model: 'm', messages: [{ role: 'system', content: instructions }, { role: 'user', content: query }] }); // ruleid: phi-to-llm {clin.note}
}

// @file: src/templates.ts
import OpenAI from 'openai';
const openai = new OpenAI();
const instructions = `You are an expert medical documentation assistant who writes templates.`;
export async function make(description: string, kind: string, example: string) {
  const wanted = `Create a clinical note template for: ${description}${kind ? `\n\nTemplate type: ${kind}` : ''}`;
  await openai.chat.completions.create({ model: 'm', messages: [{ role: 'system', content: instructions }, { role: 'user', content: wanted }] }); // ok: phi-to-llm
  const read = `Extract the parts of this note: ${example}`;
  await openai.chat.completions.create({ model: 'm', messages: [{ role: 'system', content: instructions }, { role: 'user', content: read }] }); // ruleid: phi-to-llm {clin.note}
}

// @file: src/made-up.ts
import OpenAI from 'openai';
const openai = new OpenAI();
export async function make(wish: string) {
  const content = `You are a medical writer of synthetic journeys. Describe one that fits: ${wish}`;
  await openai.chat.completions.create({ model: 'm', messages: [{ role: 'user', content }] }); // ok: phi-to-llm
}

// @file: src/kept-prompts.ts
// The instructions are kept elsewhere; what the function looks for says enough.
import OpenAI from 'openai';
const openai = new OpenAI();
declare function promptOf(key: string): Promise<{ value: string }>;
export async function suggestDiagnoses(payload: string) {
  const prompt = await promptOf('first');
  const input = prompt.value.replace('[case]', payload);
  await openai.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: `${input}\nAnswer in JSON.` }] }); // ruleid: phi-to-llm {clin.note}
}
export async function suggestTitles(payload: string) {
  const prompt = await promptOf('second');
  const input = prompt.value.replace('[text]', payload);
  await openai.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: `${input}\nAnswer in JSON.` }] }); // ok: phi-to-llm
}
