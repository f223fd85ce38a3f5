// What a language model of another company may be given: texts about nobody.

// @file: src/summary.ts
import Anthropic from '@anthropic-ai/sdk';
import { PromptTemplate } from '@langchain/core/prompts';
import { ChatOpenAI } from '@langchain/openai';
import { BedrockRuntimeClient, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime';
import { generateText, streamText } from 'ai';
import OpenAI from 'openai';

const openai = new OpenAI();
const anthropic = new Anthropic();
const chat = new ChatOpenAI({ model: 'test' });
const bedrock = new BedrockRuntimeClient({});

// A library that takes names and numbers out of texts.
declare function deidentify(text: string): string;

interface Encounter {
  id: string;
  clinicalNote: string;
  diagnosis: string;
  durationMinutes: number;
  patient: { personnummer: string; firstName: string; allergies: string[] };
}

// @example: bad
export async function summarize(encounter: Encounter) {
  return openai.chat.completions.create({ // ruleid: phi-to-llm
    model: 'test',
    messages: [{ role: 'user', content: `Summarize: ${encounter.clinicalNote}` }],
  });
}
// @end

// @example: good
export async function explain(topic: 'blood pressure' | 'asthma') {
  return openai.chat.completions.create({ // ok: phi-to-llm
    model: 'test',
    messages: [{ role: 'user', content: `Explain ${topic} in plain words.` }],
  });
}
// @end

export async function everyClient(encounter: Encounter) {
  await openai.responses.create({ model: 'test', input: encounter.clinicalNote }); // ruleid: phi-to-llm {clin.note}
  await openai.embeddings.create({ model: 'test', input: [encounter.diagnosis] }); // ruleid: phi-to-llm {clin.diagnosis}
  await anthropic.messages.create({ model: 'test', max_tokens: 100, messages: [{ role: 'user', content: encounter.clinicalNote }] }); // ruleid: phi-to-llm {clin.note}
  await anthropic.messages.create({ model: 'test', max_tokens: 100, system: `Patient: ${encounter.patient.firstName}`, messages: [] }); // ruleid: phi-to-llm {name.person}
  await generateText({ model: 'test', prompt: JSON.stringify(encounter.patient) }); // ruleid: phi-to-llm
  streamText({ model: 'test', messages: [{ role: 'user', content: encounter.patient.allergies.join(', ') }] }); // ruleid: phi-to-llm {clin.allergy}
  await chat.invoke([['human', encounter.clinicalNote]]); // ruleid: phi-to-llm {clin.note}
  await PromptTemplate.fromTemplate('Summarize {note}').pipe(chat).invoke({ note: encounter.clinicalNote }); // ruleid: phi-to-llm {clin.note}
  await openai.chat.completions.create({ model: 'test', messages: [{ role: 'user', content: deidentify(encounter.clinicalNote) }] }); // ok: phi-to-llm
  await fetch('https://llm.example.com/v1/chat', { method: 'POST', body: JSON.stringify({ prompt: encounter.clinicalNote }) }); // ok: phi-to-llm
  await bedrock.send(new InvokeModelCommand({ modelId: 'test', body: JSON.stringify({ prompt: encounter.clinicalNote }) })); // ruleid: phi-to-llm {clin.note}
  await generateText({ model: 'test', prompt: 'Write a friendly greeting.' }); // ok: phi-to-llm
  await openai.responses.create({ model: 'test', input: `A visit took ${encounter.durationMinutes} minutes.` }); // ok: phi-to-llm
  await openai.embeddings.create({ model: 'test', input: encounter.id }); // ok: phi-to-llm
  await anthropic.messages.create({ model: 'test', max_tokens: encounter.clinicalNote.length, messages: [] }); // ok: phi-to-llm
  await generateText({ model: 'test', prompt: encounter.patient.allergies.length > 0 ? 'Ask about allergies.' : 'Greet.' }); // ok: phi-to-llm
}

// @file: src/prompt.ts
import type { DiagnosticReport, Patient } from 'fhir/r4';
import OpenAI from 'openai';

const client = new OpenAI();

const systemPrompt = 'You write letters to patients.';

function promptFor(patient: Patient, report: DiagnosticReport) {
  const lines = [systemPrompt];
  lines.push(`Name: ${patient.name?.[0]?.text ?? ''}`);
  lines.push(`Conclusion: ${report.conclusion}`);
  return lines.join('\n');
}

async function ask(prompt: string) {
  const answer = await client.chat.completions.create({ model: 'test', messages: [{ role: 'user', content: prompt }] }); // ruleid: phi-to-llm
  return answer.choices[0]?.message.content ?? '';
}

export async function letter(patient: Patient, report: DiagnosticReport) {
  return ask(promptFor(patient, report));
}
export async function headline(report: DiagnosticReport) {
  return ask(`Write a headline for a report with status ${report.status}.`);
}

// @file: src/by-hand.ts
// Requests by hand to the address of such a service.
export async function byHand(patient: { id: string; diagnosis: string }) {
  await fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', body: JSON.stringify({ messages: [{ role: 'user', content: patient.diagnosis }] }) }); // ruleid: phi-to-llm {clin.diagnosis}
  await fetch('https://api.openai.com/v1/models'); // ok: phi-to-llm
  await fetch('https://api.openai.com/v1/responses', { method: 'POST', body: JSON.stringify({ input: patient.id }) }); // ok: phi-to-llm
}

// @file: src/assistant.ts
import { GoogleGenerativeAI } from '@google/generative-ai';
import express from 'express';
import OpenAI from 'openai';

const openai = new OpenAI();
const gemini = new GoogleGenerativeAI('key');
const assistant = express();

assistant.post('/summary', async (req, res) => {
  const { content, language } = req.body;
  const prompt = `Summarize this for the file.
    TRANSCRIPT: ${content}`;
  const model = gemini.getGenerativeModel({ model: 'gemini' });
  const answer = await model.generateContent(prompt); // ruleid: phi-to-llm
  const greeting = await model.generateContent(`Say hello. Language: ${language}`); // ok: phi-to-llm
  res.json([answer, greeting]);
});
assistant.post('/ask', async (req, res) => {
  // ruleid: phi-to-llm
  const answer = await openai.chat.completions.create({
    model: 'm',
    messages: [
      { role: 'system', content: 'You are a careful medical assistant. Ask about symptoms.' },
      { role: 'user', content: req.body.input },
    ],
  });
  res.json(answer);
});
assistant.post('/fail', async (req, res) => {
  const model = gemini.getGenerativeModel({ model: 'gemini' });
  res.json(await model.generateContent(`Failed to load medications: ${req.body.text}`)); // ok: phi-to-llm
});

// @file: src/shop.ts
import express from 'express';
import OpenAI from 'openai';

const client = new OpenAI();
const shop = express();
shop.post('/ask', async (req, res) => {
  // ok: phi-to-llm
  const answer = await client.chat.completions.create({
    model: 'm',
    messages: [
      { role: 'system', content: 'You are a helpful assistant of a shop for garden tools.' },
      { role: 'user', content: req.body.input },
    ],
  });
  res.json(answer);
});
