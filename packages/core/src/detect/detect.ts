import { bytesToText, MAX_JSON, parseJson } from './body-facts.ts';
import { walk } from './cause-chain.ts';
import { addWord, createFacts } from './facts.ts';
import type { Facts } from './facts.ts';
import type { DetectOptions, Failure } from './failure.ts';
import { copyHeaders, readHeader } from './headers-facts.ts';
import { kindOf } from './kind.ts';
import { isStatus, read } from './read.ts';

/** Anything that holds headers: `Headers`, `AxiosHeaders`, a `Map`, pairs, or a plain object; names in any case. */
export type HeadersLike = object;

/** An answer that was returned, not thrown. */
export interface Answer {
  /** HTTP status, 100 to 599. */
  readonly status: number;
  readonly headers?: HeadersLike | undefined;
  /** The body where it was read: parsed, text or bytes. Streams are not read. */
  readonly body?: unknown;
  /** What the caller asked for. @defaultValue 'anything' */
  readonly expects?: 'json' | 'stream' | 'anything' | undefined;
}

/**
 * Turns anything thrown into facts: errors of every SDK with their causes, responses, strings, plain objects.
 * Never throws, changes nothing, and takes bounded time whatever it is given.
 */
export function detect(thrown: unknown, options?: DetectOptions): Failure {
  const facts = createFacts();
  walk(thrown, facts, 'thrown');
  return finish(facts, options);
}

/**
 * Judges an answer: `undefined` means good. A failure is a status of 400 or more, an error inside a 200, and, where
 * JSON was asked for, an empty, cut or HTML body.
 */
export function detectAnswer(answer: Answer, options?: DetectOptions): Failure | undefined {
  const { status, headers, body, expects = 'anything' } = answer;
  const fault = status < 400 ? faultOf(body, status, readHeader(headers, 'content-type') ?? '', expects) : '';
  if (fault === undefined) return undefined;
  const facts = createFacts();
  if (isStatus(status)) facts.status = status;
  copyHeaders(headers, facts.headers);
  addWord(facts.codes, fault);
  walk(body, facts, 'body');
  return finish(facts, options);
}

/** What is wrong with the body of a successful answer: a code of ours, `''` if it says so itself, or nothing. */
function faultOf(
  body: unknown,
  status: number,
  contentType: string,
  expects: NonNullable<Answer['expects']>,
): string | undefined {
  const text =
    typeof body === 'string' ? body : typeof body === 'object' && body !== null ? bytesToText(body) : undefined;
  const wantsJson = expects === 'json' && status !== 204 && status !== 205 && status !== 304;
  if (text === undefined) {
    if (body === undefined || body === null) return wantsJson && body === null ? 'empty_body' : undefined;
    return saysError(body) ? '' : undefined;
  }
  const trimmed = text.trimStart();
  if (trimmed === '') return wantsJson ? 'empty_body' : undefined;
  if (expects !== 'anything' && (trimmed.startsWith('<') || contentType.includes('text/html'))) return 'html_body';
  if (expects !== 'json' && !contentType.includes('json') && !trimmed.startsWith('{')) return undefined;
  if (isLong(body)) return wantsJson && breaksOff(body) ? 'truncated_json' : undefined;
  const json = parseJson(trimmed);
  if (json === undefined) return wantsJson ? 'truncated_json' : undefined;
  return saysError(json) ? '' : undefined;
}

/** Longer than any error, and than what is parsed. */
function isLong(body: unknown): body is string | ArrayBuffer | ArrayBufferView {
  return ((body as { byteLength?: number }).byteLength ?? (body as string).length) > MAX_JSON;
}

/** Whether a long document stops before its end, as far as its last characters show. */
function breaksOff(body: string | ArrayBuffer | ArrayBufferView): boolean {
  const end = typeof body === 'string' ? body.slice(-64) : (bytesToText(lastBytes(body)) ?? '');
  return !/[\]}]\s*$/.test(end);
}

function lastBytes(body: ArrayBuffer | ArrayBufferView): Uint8Array {
  const all = 'buffer' in body ? new Uint8Array(body.buffer, body.byteOffset, body.byteLength) : new Uint8Array(body);
  return all.subarray(-64);
}

/**
 * A truthy `error` (OpenAI sends `error: null` on success), or one of the shapes that stand for it: `type: 'error'`
 * (Anthropic), `object: 'error'` (Mistral, vLLM), `success: false` with `errors` (Cloudflare), `base_resp` (MiniMax).
 */
export function saysError(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false;
  // Google wraps it in a list.
  const first: unknown = read(body, 'error') === undefined ? (read(body, 0) ?? body) : body;
  if (read(first, 'error')) return true;
  if (read(first, 'type') === 'error' || read(first, 'object') === 'error') return true;
  if (read(first, 'success') === false && typeof read(first, 'errors') === 'object') return true;
  const minimax = read(read(first, 'base_resp'), 'status_code');
  return typeof minimax === 'number' && minimax !== 0;
}

/** What the facts come to. */
export function finish(facts: Facts, options: DetectOptions | undefined): Failure {
  if (facts.refusal !== undefined) return refusal(facts, facts.refusal, options);
  const kind = kindOf(facts, options);
  if (facts.known !== undefined && kind !== 'aborted') return facts.known;
  const date = facts.headers['date'];
  const served = date === undefined ? Number.NaN : Date.parse(date);
  return {
    kind,
    status: facts.status,
    headers: facts.headers,
    codes: facts.codes,
    types: facts.types,
    messages: facts.messages,
    waits: facts.waits,
    body: facts.body,
    wallNowMs: Number.isNaN(served) ? (options?.wallNowMs ?? Date.now()) : served,
  };
}

/** Breakwater's own error says everything itself; what was wrapped around it is of no interest. */
function refusal(facts: Facts, error: object, options: DetectOptions | undefined): Failure {
  const status = read(error, 'status');
  const code = read(error, 'code');
  const retryAfterMs = read(error, 'retryAfterMs');
  return {
    kind: 'refused',
    status: isStatus(status) ? status : 503,
    headers: facts.headers,
    codes: typeof code === 'string' ? [code] : [],
    types: ['BreakwaterError'],
    messages: [],
    waits: typeof retryAfterMs === 'number' ? { retryAfterMs } : {},
    body: undefined,
    wallNowMs: options?.wallNowMs ?? Date.now(),
  };
}
