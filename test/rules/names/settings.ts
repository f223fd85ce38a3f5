// Settings that are called after what they set up are nobody's data.
interface MailConfig {
  readonly host: string;
  readonly from: string;
}
interface AppConfig {
  readonly email: MailConfig;
  readonly phone: SmsOptions;
}
interface SmsOptions {
  readonly sender: string;
}
interface Contact {
  readonly email: string;
  readonly phone: { readonly number: string };
}
interface PatientForm {
  readonly patientId: string;
  readonly contact: Contact;
}

function load(): AppConfig {
  return JSON.parse(process.env.APP ?? '{}');
}

export function start() {
  const config = load();
  console.log(config); // ok: phi-to-log
  console.log(config.email.host); // ok: phi-to-log
  console.log(`sent by ${config.phone.sender}`); // ok: phi-to-log
}

export function save(form: PatientForm) {
  console.log(form.contact); // ruleid: phi-to-log
  console.log(form.contact.email); // ruleid: phi-to-log
}
