import { framingOf, type StreamFraming } from '../detect/stream/stream-judge.ts';

/** Addresses at which Google streams. */
const STREAMED = /[?&]alt=sse\b|:streamGenerateContent\b/;

/** Where the events come as one JSON list. */
const LISTED = /:streamGenerateContent\b(?!.*[?&]alt=sse\b)/;

/** Whether a request asks for a stream: by its address, or by `stream: true` in its JSON body, parsed or not. */
export function asksForStream(url: string, body: unknown): boolean {
  if (STREAMED.test(url)) return true;
  try {
    const json: unknown = typeof body === 'string' ? JSON.parse(body) : body;
    return (json as { stream?: unknown } | null | undefined)?.stream === true;
  } catch {
    return false;
  }
}

/**
 * How the body of a response is framed, where it is a stream of events.
 *
 * @param asked - for a stream: then a type that says nothing is taken for server-sent events.
 * @param url - of the request: at some of Google's, JSON is a stream of events.
 */
export function streamFraming(
  contentType: string | null | undefined,
  asked: boolean,
  url: string,
): StreamFraming | undefined {
  const framing = framingOf(contentType);
  if (framing !== undefined) return framing;
  if (contentType?.includes('json')) return LISTED.test(url) ? 'json-list' : undefined;
  const says = contentType && !/^(?:text\/plain|application\/octet-stream)/.test(contentType);
  return asked && !says ? 'sse' : undefined;
}
