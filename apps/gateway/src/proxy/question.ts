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

declare global {
  namespace Express {
    interface Request {
      /** Once the body has been read. */
      question?: Question | undefined;
    }
  }
}

/**
 * Reads the body of a request.
 *
 * @throws an error of `http-errors` with what is wrong, for the client: 400, or 404 for a model that is none here.
 */
export function readQuestion(
  bytes: unknown,
  api: Api,
  path: string,
  targetOf: (model: string) => string | undefined,
): Question {
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) throw createError(400, 'The request has no body.');
  const body = parse(bytes);
  const { model, stream } = body;
  if (typeof model !== 'string' || model === '') throw createError(400, 'The body names no model.');
  const target = targetOf(model);
  if (target === undefined) throw createError(404, 'The model does not exist, or may not be used here.');
  const withModel = (other: string): string => JSON.stringify({ ...body, model: other });
  return { api, path, model, target, streams: stream === true, bytes, withModel };
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
