import type { AttemptContext, Failure } from '@breakwater/core';
import { guardStream, hold, judge, sourceOf, streamFraming, webStream } from '@breakwater/core/adapter';
import type { Outgoing } from './outgoing.ts';
import { rebuild } from './rebuild.ts';

/** The most of a JSON answer that is read before it is handed on, bytes. What is longer passes on as it comes. */
const MAX_JSON = 4_194_304;

/** A response that was looked into. */
export interface Received {
  readonly response: Response;
  /** The failure in it, as far as its head and its first bytes show one. */
  readonly failure: Failure | undefined;
  /** Closes what is left of it. */
  close(): unknown;
}

/**
 * Looks into a response as far as that is needed: all of an error and of a JSON answer, a stream up to its first content.
 * The response that comes of it brings the same bytes.
 */
export async function receive(response: Response, request: Outgoing, attempt: AttemptContext): Promise<Received> {
  const { status, headers, body } = response;
  const { method, model, streaming, url } = request;
  const modelled = model !== undefined;
  const contentType = headers.get('content-type');
  const about = { status, headers, contentType, method, modelled };
  const untouched = { response, failure: judge({ ...about, body: undefined }), close: () => response.body?.cancel() };
  if (body === null || response.bodyUsed || status === 0 || status > 599) return untouched;

  const framing = status < 400 ? streamFraming(contentType, streaming, url) : undefined;
  if (framing !== undefined) {
    const guarded = await guardStream(sourceOf(body), { framing, headers }, attempt);
    return { response: rebuild(response, webStream(guarded)), failure: undefined, close: () => guarded.cancel() };
  }
  const isJson = (contentType ?? '').includes('json');
  if (status < 400 && !isJson && (!modelled || !isPage(contentType))) {
    return untouched;
  }
  const held = await hold(body, status < 400 ? { maxBytes: MAX_JSON, maxWaitMs: Infinity } : {});
  if (held.state === 'broken' && status < 400) throw held.error;
  const bytes = held.bytes as Uint8Array<ArrayBuffer>;
  // Of what is too long to be held nothing is known.
  const seen = held.state === 'whole' || status >= 400 ? bytes : undefined;
  return {
    response: rebuild(
      response,
      held.state === 'whole' ? bytes : (held.replay() as ReadableStream<Uint8Array<ArrayBuffer>>),
    ),
    failure: judge({ ...about, body: seen, json: modelled && seen?.byteLength === 0 }),
    close: () => held.close(),
  };
}

/** Where a model was asked, an edge's page, or nothing at all. */
function isPage(contentType: string | null): boolean {
  return contentType === null || contentType.startsWith('text/html');
}
