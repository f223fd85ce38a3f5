import { prisma } from '@/lib/db';
import { runReminders } from '@/worker/reminders';

/** Started by cron at two in the morning. */
runReminders(new Date())
  .then((sent) => {
    console.log(`${sent} påminnelser skickade`); // ok: phi-to-log
  })
  .catch(() => {
    process.exitCode = 1;
  })
  .finally(() => prisma.$disconnect());
