import { framingOf, type StreamFraming } from '../detect/stream/stream-judge.ts';

/** Addresses at which Google streams. */
const STREAMED = /[?&]alt=sse\b|:streamGenerateContent\b/;

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
 */
export function streamFraming(contentType: string | null | undefined, asked: boolean): StreamFraming | undefined {
  const says =
    contentType !== null &&
    contentType !== undefined &&
    !/^(?:text\/plain|application\/octet-stream)/.test(contentType);
  return framingOf(contentType) ?? (asked && !says ? 'sse' : undefined);
}
