import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AttemptContext, Breakwater, Failure } from '@breakwater/core';
import { type ByteSource, framingOf, guardStream, judge } from '@breakwater/core/adapter';
import { callOptions } from '@breakwater/express';
import type { Question } from './question.ts';
import type { Reply } from './exchange.ts';
import type { Upstreams } from './upstreams.ts';

/** What the client is to get. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer | ByteSource;
  /** Where it came from. */
  readonly target: string;
  readonly attempts: number;
}

/** A reply that was judged. */
interface Judged extends Reply {
  readonly target: string;
  readonly attempts: number;
  /** Undefined where it is good. */
  readonly failure: Failure | undefined;
  /** Its stream under guard, where it has one. */
  readonly guarded: ByteSource | undefined;
}

/**
 * Makes the call of one client, with all its attempts and fallbacks. Ends when the client leaves.
 *
 * @throws what the last attempt ended with, an error or a failed reply, for the error handler. A reply that says what is
 *   wrong with the client's own request is no error: it is returned, as the client has to read it.
 */
export async function forward(
  question: Question,
  request: IncomingMessage,
  response: ServerResponse,
  { breakwater, upstreams }: { readonly breakwater: Breakwater; readonly upstreams: Upstreams },
): Promise<Answer> {
  let attempts = 0;
  const reply = await breakwater.run(
    question.target,
    async (attempt): Promise<Judged> => {
      attempts++;
      return examine(await upstreams.ask(attempt, question, request.headers), attempt, attempts);
    },
    {
      ...callOptions(response),
      streaming: question.streams,
      idempotent: 'idempotency-key' in request.headers,
      inspect: ({ failure }) => failure,
      headersOf: ({ headers }) => headers,
      release: (outcome) => (outcome as Partial<Judged> | undefined)?.guarded?.cancel(),
    },
  );
  if (hasFailed(reply, breakwater) && !isForTheClient(reply, breakwater)) {
    reply.guarded?.cancel();
    throw reply;
  }
  const { status, headers, body, target, guarded } = reply;
  return {
    status,
    contentType: headers['content-type'] ?? 'application/json',
    body: guarded ?? body,
    target,
    attempts: reply.attempts,
  };
}

/** Judges what came: an error inside of a 200 is a failure, and so is a stream that ends or fails before any content. */
async function examine(reply: Reply, attempt: AttemptContext, attempts: number): Promise<Judged> {
  const { status, headers, body } = reply;
  const contentType = headers['content-type'];
  const { target } = attempt;
  if (Buffer.isBuffer(body)) {
    const failure = judge({ status, headers, contentType, body, method: 'POST', modelled: true, json: true });
    return { status, headers, body, target, attempts, failure, guarded: undefined };
  }
  const framing = framingOf(contentType) ?? 'sse';
  const guarded = await guardStream(body, { framing, headers }, attempt);
  return { status, headers, body, target, attempts, failure: undefined, guarded };
}

/** A stream may have failed before its first content: then it is still time for a status that says so. */
function hasFailed(reply: Judged, breakwater: Breakwater): boolean {
  return (
    reply.failure !== undefined || (reply.guarded !== undefined && breakwater.explain(reply).stopped !== undefined)
  );
}

/** The client's own mistake, in the words of the API that it speaks. What is wrong with our own address of it is not. */
function isForTheClient(reply: Judged, breakwater: Breakwater): boolean {
  const { status, headers } = reply;
  if (status < 400 || !(headers['content-type'] ?? '').includes('json')) return false;
  const { scope, code, reason } = breakwater.explain(reply).classification;
  return scope === 'request' && code === 400 && reason !== 'not_found';
}
