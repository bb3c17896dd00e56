import type { IncomingMessage } from 'node:http';
import createError from 'http-errors';
import type { Api } from '../configuration/configuration.ts';

/** What a client asks for, as far as the gateway has to know it. */
export interface Question {
  readonly api: Api;
  /** Below the base URL of the API, as in `/chat/completions`. */
  readonly path: string;
  readonly model: string;
  /** Where it goes first. */
  readonly target: string;
  readonly streams: boolean;
  /** The body as it came: sent on as it is wherever the model keeps its name. */
  readonly bytes: Buffer;
  /** The body with another model. */
  readonly withModel: (model: string) => string;
}

const questions = new WeakMap<IncomingMessage, Question>();

/** The question of a request that `readQuestion` has seen. */
export function questionOf(request: IncomingMessage): Question | undefined {
  return questions.get(request);
}

/**
 * Reads a request's body, once.
 *
 * @throws an error of `http-errors` with what is wrong, for the client: 400, or 404 for a model that is none here.
 */
export function readQuestion(
  request: IncomingMessage & { readonly body?: unknown },
  api: Api,
  path: string,
  targetOf: (model: string) => string | undefined,
): void {
  const bytes = request.body;
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) throw createError(400, 'The request has no body.');
  const body = parse(bytes);
  const { model, stream } = body;
  if (typeof model !== 'string' || model === '') throw createError(400, 'The body names no model.');
  const target = targetOf(model);
  if (target === undefined) throw createError(404, 'The model does not exist, or may not be used here.');
  questions.set(request, {
    api,
    path,
    model,
    target,
    streams: stream === true,
    bytes,
    withModel: (other) => JSON.stringify({ ...body, model: other }),
  });
}

function parse(bytes: Buffer): Readonly<Record<string, unknown>> {
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString());
  } catch {
    // The words of the parser repeat parts of the prompt.
    throw createError(400, 'The body is no valid JSON.');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw createError(400, 'The body is no JSON object.');
  }
  return body as Readonly<Record<string, unknown>>;
}
