/**
 * docs/configuration.md, made from the schema of `sekretess.yml`: every key with its sentence.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** As much of a JSON schema as ours uses. */
interface Schema {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly required?: readonly string[];
}

/** The page as Markdown. */
export function configurationPage(root: string): string {
  const file = path.join(root, 'rules', 'schema', 'sekretess.schema.json');
  const schema: Schema = JSON.parse(readFileSync(file, 'utf8'));
  const rows = rowsOf(schema, '');
  return `# Configuration

<!-- Made by \`npm run generate\` from rules/schema/sekretess.schema.json. -->

\`sekretess.yml\` is looked for in the scanned folder and upwards to the root of the repository; the innermost one holds, alone.
Editors complete and check it by its schema. What is wrong in it is reported with its line and column, and the rest holds; the exit code is then 2.

| Key | Means |
|---|---|
${rows.join('\n')}

\`\`\`yaml
packs: [privacy, web]
rules:
  phi-to-log: critical
  log-injection: off
dataTypes:
  words:
    nid.se.personnummer: [kundNr]
  types:
    - { id: own.study_code, label: study code, level: pseudonym, words: [studyCode] }
sanitizers:
  - { name: src/lib/mask#maskNumber, clears: { types: [nid.*] } }
sources:
  - { name: loadJournal, types: [clin.*] }
sinks:
  - { name: auditTrail, kind: log, arguments: [1] }
recipients:
  - { host: "*.lab.example.com", types: [clin.*], reason: agreement with the laboratory }
public:
  endpoints: [GET /health]
  resources: [Hospital]
guards:
  checks:
    - { name: src/access#assertCareRelation, ensures: tie }
  gateway:
    - { paths: [/admin/**], ensures: [authentication, role] }
  breakGlass: [openInEmergency]
adminRoles: [registrar]
capabilities: [shareToken]
suppressions:
  - { rule: phi-to-log, path: scripts/, reason: runs on test data, until: 2027-01-31 }
\`\`\`

A function is named as it is called (\`maskNumber\`), or with the file that defines it (\`src/lib/mask#maskNumber\`).
What \`recipients\`, \`public.endpoints\` and a gateway that ensures a \`tie\` answer is not lost: reports have it among the suppressed findings, with the reason.
What the other declarations say is believed where records are judged: \`sekretess explain\` and \`sekretess map\` name them.
Entries that contradict each other all count for nothing, and so do a role that everybody has and a capability that can be guessed.
`;
}

function rowsOf(schema: Schema, parent: string): readonly string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const name = parent === '' ? key : `${parent}.${key}`;
    const own = value.description === undefined ? [] : [`| \`${name}\` | ${escapeCell(value.description)} |`];
    const inner = value.items?.properties === undefined ? value : value.items;
    return [...own, ...rowsOf(inner, value.items?.properties === undefined ? name : `${name}[]`)];
  });
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|');
}
