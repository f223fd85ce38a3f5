import { createTransport } from 'nodemailer';
import { config } from '@/config';

const transport = createTransport({ host: config.smtpHost, port: 465, secure: true });

export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** Sends what the caller composed. */
export async function deliver({ to, subject, text }: Mail): Promise<void> {
  // ruleid: phi-in-sms-email-push {clin.lab, clin.note} -- notification-service puts the answer into the text
  await transport.sendMail({ from: config.mailFrom, to, subject, text });
}

/** The neutral notice: says that there is something to read, never what. */
export async function deliverNotice(to: string): Promise<void> {
  // ok: phi-in-sms-email-push -- only the recipient is personal
  await transport.sendMail({
    from: config.mailFrom,
    to,
    subject: 'Nytt meddelande',
    text: 'Du har ett nytt meddelande. Logga in för att läsa det.',
  });
}
