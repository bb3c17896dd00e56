import type { Classification } from '../classify/classification.ts';
import type { Code, Reason } from '../classify/reference.ts';

/** What a server tells its own caller about a failure: nothing in it says where the call went, or what came back. */
export interface CallerAnswer {
  /** HTTP status, 400 to 599. */
  readonly status: number;
  /** One of the eight codes. */
  readonly code: Code;
  /** The finer kind, in the words of the reference, or of the library that made the error. */
  readonly reason: string;
  /** One sentence for the caller. */
  readonly message: string;
  /** Whole seconds, 1 or more, after which the same request has a chance; absent where nothing is known. */
  readonly retryAfterSeconds: number | undefined;
  /** Whether the same request may succeed later, unchanged. */
  readonly retryable: boolean;
}

/** What the failure alone does not tell. */
export interface AnswerFacts {
  /** The upstream was called with the caller's own credential. @defaultValue false */
  readonly ownCredential?: boolean | undefined;
  /** Milliseconds until the gate lets calls through again, where it is shut. */
  readonly shutForMs?: number | undefined;
}

const MESSAGES: Readonly<Record<Code, string>> = {
  400: 'The request is not valid: check its format and its required fields.',
  401: 'The API key is missing or not valid.',
  403: 'The API key does not allow this.',
  429: 'Too many requests at the moment: send fewer, and try again later.',
  500: 'Something went wrong here.',
  502: 'The service behind this one failed or could not be reached.',
  503: 'The service is overloaded at the moment: try again later.',
  504: 'The service took too long to answer.',
};

/** What the caller alone can mend is told more exactly, with the status that the provider's own API has for it. */
const OF_REQUEST: Readonly<Partial<Record<Reason, { readonly status: number; readonly message: string }>>> = {
  context_length_exceeded: { status: 400, message: 'The input is longer than the model can take: shorten it.' },
  content_policy: { status: 400, message: 'The request was refused by the content rules of the model.' },
  payload_too_large: { status: 413, message: 'The request is too large: send a smaller one.' },
  model_not_found: { status: 404, message: 'The model does not exist, or may not be used here.' },
  not_found: { status: 404, message: 'What was asked for does not exist.' },
  conflict: { status: 409, message: 'Another request is still working on this: try again when it has ended.' },
  request_exceeds_limit: { status: 429, message: 'The request alone is above the limit: send a smaller one.' },
};

/** Turns the verdict on an upstream's failure into what our own caller should hear. Pure. */
export function callerAnswer(
  { code, reason, retryable, retryAfterMs, scope, rule }: Classification,
  { ownCredential = false, shutForMs }: AnswerFacts = {},
): CallerAnswer {
  // A call that was given up by us, and not by a caller who left: there is nobody else to blame.
  if (code === null) return plainAnswer(503, 'cancelled', true, shutForMs);
  // Whose key it was decides whose trouble it is: with ours, the caller can do nothing about it.
  if (scope === 'credential' && !ownCredential) return plainAnswer(502, 'bad_gateway', false, undefined);
  // A refusal carries its own wait; a failure may have shut the gate for longer than it said.
  const waitMs = retryAfterMs === undefined && shutForMs === undefined ? undefined : (retryAfterMs ?? 0);
  const longestMs = waitMs === undefined ? undefined : Math.max(waitMs, shutForMs ?? 0);
  if (rule === 'breakwater/cooling-down') return plainAnswer(429, 'rate_limited', true, longestMs);
  if (reason === 'refused') return plainAnswer(code, code === 504 ? 'gateway_timeout' : 'overloaded', true, longestMs);
  if (reason === 'unknown') return plainAnswer(500, 'server_error', false, undefined);
  const own = OF_REQUEST[reason];
  if (own === undefined) return plainAnswer(code, reason, retryable, code < 429 ? undefined : longestMs);
  return { ...plainAnswer(code, reason, retryable, retryAfterMs), ...own };
}

/** The answer of a code, as it is told to anybody. */
export function plainAnswer(code: Code, reason: string, retryable: boolean, waitMs?: number): CallerAnswer {
  const retryAfterSeconds = waitMs === undefined ? undefined : Math.max(1, Math.ceil(waitMs / 1_000));
  return { status: code, code, reason, message: MESSAGES[code], retryAfterSeconds, retryable };
}
