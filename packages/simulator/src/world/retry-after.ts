import type { RetryAfter } from '../scenario/scenario.ts';

const NONE: Readonly<Record<string, string>> = {};

/**
 * The headers in which a refusal says when to come back.
 *
 * @param roomInMs - until there is room again, milliseconds.
 * @param wallNowMs - the true time, milliseconds since the epoch.
 */
export function retryAfterHeaders(
  hint: RetryAfter,
  roomInMs: number,
  wallNowMs: number,
): Readonly<Record<string, string>> {
  switch (hint.kind) {
    case 'none':
      return NONE;
    case 'exact':
      return { 'retry-after': String(Math.max(1, Math.ceil(roomInMs / 1_000))) };
    case 'text':
      return { 'retry-after': hint.text };
    case 'date': {
      const serverMs = wallNowMs + hint.skewMs;
      return { date: new Date(serverMs).toUTCString(), 'retry-after': new Date(serverMs + hint.inMs).toUTCString() };
    }
  }
}
