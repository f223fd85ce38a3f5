/** The tag manager puts these on the page. */
interface SegmentSnippet {
  track(event: string, properties?: Record<string, unknown>): void;
  page(name?: string): void;
}

declare function gtag(command: 'event', name: string, params?: Record<string, unknown>): void;

interface Window {
  analytics?: SegmentSnippet;
}
