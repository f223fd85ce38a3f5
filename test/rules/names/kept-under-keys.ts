// What is kept under a key that names it, and what a model in another language is asked.

interface Note { id: string; title: string; content: string }

export function keep(notes: Note[], draft: any, other: any, theme: string, page: number) {
  localStorage.setItem('patientNotes', JSON.stringify(notes)); // ruleid: phi-in-web-storage {clin.note}
  sessionStorage.setItem('clinic:diagnosis', draft); // ruleid: phi-in-web-storage {clin.diagnosis}
  localStorage.setItem('theme', theme); // ok: phi-in-web-storage
  localStorage.setItem('patientsPage', String(page)); // ok: phi-in-web-storage
  localStorage.setItem('patientId', other); // ok: phi-in-web-storage
  localStorage.setItem('hasSymptoms', 'true'); // ok: phi-in-web-storage
}

// @file: src/assistant.ts
export async function reply(messageBody: string, question: string) {
  await fetch('https://ai.gateway.lovable.dev/v1/chat/completions', {
    method: 'POST',
    body: JSON.stringify({ // ruleid: phi-to-llm {clin.note}
      messages: [
        { role: 'system', content: 'Tu es un assistant médical. Aide avec les rendez-vous et les symptômes.' },
        { role: 'user', content: messageBody },
      ],
    }),
  });
  await fetch('https://example.com/v1/notes', { method: 'POST', body: JSON.stringify({ question }) }); // ok: phi-to-llm
}

// @file: src/shop.ts
export async function shop(messageBody: string) {
  await fetch('https://openrouter.ai/api/v1/chat/completions', {
    method: 'POST',
    body: JSON.stringify({ // ok: phi-to-llm
      messages: [
        { role: 'system', content: 'Tu es un assistant de vente de chaussures.' },
        { role: 'user', content: messageBody },
      ],
    }),
  });
}
