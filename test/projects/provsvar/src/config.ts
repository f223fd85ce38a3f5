function required(key: string): string {
  const value = process.env[key];
  if (!value) {
    throw new Error(`Missing environment variable ${key}`);
  }
  return value;
}

function number(key: string, fallback: number): number {
  const value = Number(process.env[key]);
  return Number.isFinite(value) && value > 0 ? value : fallback;
}

export const config = {
  port: number('PORT', 3000),
  logLevel: process.env.LOG_LEVEL ?? 'info',
  databaseUrl: required('DATABASE_URL'),
  databaseCa: process.env.DATABASE_CA,
  pseudonymKey: required('PSEUDONYM_KEY'),
  sentryDsn: process.env.SENTRY_DSN,
  segmentWriteKey: required('SEGMENT_WRITE_KEY'),
  openaiKey: required('OPENAI_API_KEY'),
  labUrl: process.env.LAB_URL ?? 'https://lab.example.com',
  labCa: process.env.LAB_CA,
  sparUrl: process.env.SPAR_URL ?? 'https://spar.example.com',
  smtpHost: process.env.SMTP_HOST ?? 'smtp.example.com',
  mailFrom: process.env.MAIL_FROM ?? 'no-reply@example.com',
  labUnitId: required('LAB_UNIT_ID'),
  hl7Port: number('HL7_PORT', 2575),
  hl7HealthPort: number('HL7_HEALTH_PORT', 2576),
} as const;
