import { classify, detect, detectAnswer } from '@breakwater/core';
import type { Answer } from './answer.ts';
import { UpstreamError } from './upstream-error.ts';

/** What the caller of a failed call is told. */
export interface Told {
  /** A code of the reference; `refused` where the policy itself let the call through at no time, or no longer. */
  readonly code: number | 'refused';
  /** When to come back, milliseconds from now; undefined where nothing was said of it. */
  readonly retryAfterMs?: number | undefined;
}

export const REFUSED: Told = { code: 'refused' };

const CODES = new Map<number, number>();

/** The code of the reference that a status stands for. @param status - as in `Answer`: 0 for a refused connection. */
export function codeOf(status: number): number {
  const known = CODES.get(status);
  if (known !== undefined) return known;
  const failure = status === 0 ? detect({ code: 'ECONNREFUSED' }) : detectAnswer({ status });
  const code = (failure && classify(failure).code) ?? 500;
  CODES.set(status, code);
  return code;
}

/** What a caller is told who is handed the last bad answer as it is. */
export function toldBy(answer: Answer, wallNowMs: number): Told {
  const { status, broken } = answer;
  const askedMs = retryAfterMs(answer, wallNowMs);
  // A limit of the caller's own has the status 408 here, and no code but that of time run out.
  const code = broken ? codeOf(502) : status === 408 ? 504 : codeOf(status);
  return { code, retryAfterMs: askedMs !== undefined && askedMs >= 0 ? askedMs : undefined };
}

/** What a caller is told by the error of a library: the upstream's answer, as it is or inside, or a refusal of its own. */
export function toldByError(error: unknown, wallNowMs: number): Told {
  if (error instanceof UpstreamError) return toldBy(error.answer, wallNowMs);
  const { status, headers } = detect(error);
  return status === undefined ? REFUSED : toldBy({ status, headers, broken: false }, wallNowMs);
}

/** As plain code reads the headers: undefined without them, NaN when they say nothing that can be read. */
export function retryAfterMs({ headers }: Pick<Answer, 'headers'>, wallNowMs: number): number | undefined {
  const ms = headers['retry-after-ms'];
  if (ms !== undefined) return Number.parseFloat(ms);
  const text = headers['retry-after'];
  if (text === undefined) return undefined;
  const seconds = Number.parseFloat(text);
  return Number.isNaN(seconds) ? Date.parse(text) - wallNowMs : seconds * 1_000;
}
