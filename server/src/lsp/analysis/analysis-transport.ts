/**
 * How the protocol thread reaches the analysis: over a thread's border in Node, on the same thread in a browser.
 */
import { AnalysisSession, type AnalysisSessionOptions } from './analysis-session.ts';
import { createLocalEpoch, type EpochCell } from './epoch.ts';
import { HostRequests } from './host-requests.ts';
import type { FromAnalysis, ToAnalysis } from './messages.ts';

/** A started analysis. */
export interface AnalysisTransport {
  readonly epoch: EpochCell;
  post(message: ToAnalysis): void;
  /** Ends it, whatever it is doing. */
  dispose(): void;
}

/** What happens on the other side. */
export interface AnalysisListener {
  readonly message: (message: FromAnalysis) => void;
  /** The analysis ended by itself: out of memory, or a bug of ours. */
  readonly exit: (reason: string) => void;
}

/** Starts an analysis; called again after one has ended by itself. */
export type StartAnalysis = (listener: AnalysisListener) => AnalysisTransport;

/** What a platform makes a session of: everything but what the transport itself supplies. */
export type SessionParts = (requests: HostRequests) => Omit<AnalysisSessionOptions, 'epoch' | 'post'>;

/** An analysis on the thread that calls this, in slices. */
export function startLocalAnalysis(parts: SessionParts): StartAnalysis {
  return (listener) => {
    const epoch = createLocalEpoch();
    const endpoint = createSessionEndpoint(parts, epoch, listener.message);
    return { epoch, post: endpoint, dispose: () => undefined };
  };
}

/** The receiving end: a session, and the requests it makes of the host. */
export function createSessionEndpoint(
  parts: SessionParts,
  epoch: EpochCell,
  post: (message: FromAnalysis) => void,
): (message: ToAnalysis) => void {
  const requests = new HostRequests(post);
  const session = new AnalysisSession({ ...parts(requests), epoch, post });
  return (message) => {
    if (message.kind === 'host-answer') requests.answer(message);
    else session.receive(message);
  };
}
