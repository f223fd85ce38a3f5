import type { SessionUser } from '@/lib/session';

declare global {
  namespace Express {
    interface Request {
      /** Set by `authenticate`. */
      user: SessionUser;
      /** Set by `requestLog`; safe to show to the client. */
      traceId: string;
    }
  }
}
