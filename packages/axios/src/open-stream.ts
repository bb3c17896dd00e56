import type { AttemptContext } from '@breakwater/core';
import { guardStream, hold, nodeStream, sourceOf, streamFraming, webStream } from '@breakwater/core/adapter';
import type { AxiosResponse } from 'axios';

/** The most of JSON that is read before it is handed on, bytes. */
const MAX_JSON = 4_194_304;

/** The stream of a response that was looked into. */
export interface OpenedStream {
  /** The stream for the caller: all of it, of the same kind. */
  replay(): object;
  /** Lets go of it. */
  close(): unknown;
}

interface Circumstances {
  /** The head of the response shows a failure. */
  readonly bad: boolean;
  /** A stream of events was asked for. */
  readonly streaming: boolean;
  /** The request named a model. */
  readonly modelled: boolean;
}

/**
 * Looks into the stream of a response: an error's is read, and so is JSON where a stream of events was asked for; such a
 * stream goes under the guard, and is read up to its first content.
 *
 * @returns undefined for a stream of something else, which is left as it is.
 */
export async function openStream(
  response: AxiosResponse,
  attempt: AttemptContext,
  { bad, streaming, modelled }: Circumstances,
): Promise<OpenedStream | undefined> {
  const stream = response.data as object;
  const { headers } = response;
  const contentType = headers['content-type'] === undefined ? undefined : String(headers['content-type']);
  // Held also when it comes too late: then it is let go of at once.
  if (bad || attempt.signal.aborted) return held(response, {});
  const framing = streamFraming(contentType, streaming, response.config.url ?? '');
  if (framing !== undefined) {
    const guarded = await guardStream(sourceOf(stream), { framing, headers }, attempt);
    const replay = (): object => ('getReader' in stream ? webStream(guarded) : nodeStream(guarded));
    return { replay, close: () => guarded.cancel() };
  }
  if (!modelled || !streaming || !/json|html/.test(contentType ?? '')) return undefined;
  return held(response, { maxBytes: MAX_JSON, maxWaitMs: Infinity });
}

/** Puts what was read in the place of the stream, to be judged. */
async function held(response: AxiosResponse, limits: Parameters<typeof hold>[1]): Promise<OpenedStream> {
  const beginning = await hold(response.data as object, limits);
  if (beginning.state === 'broken' && response.status < 400) throw beginning.error;
  response.data = beginning.bytes;
  return beginning;
}
