import type { RetryAfter } from '../scenario/scenario.ts';

const NONE: Readonly<Record<string, string>> = {};
/** What was said last: in storms it is said again and again. */
let last: Readonly<Record<string, string>> = NONE;

function saying(text: string): Readonly<Record<string, string>> {
  return last['retry-after'] === text ? last : (last = { 'retry-after': text });
}

function inSeconds(roomInMs: number): Readonly<Record<string, string>> {
  return saying(String(Math.max(1, Math.ceil(roomInMs / 1_000))));
}

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
    case 'precise':
      return { ...inSeconds(roomInMs), 'retry-after-ms': String(Math.max(1, Math.ceil(roomInMs))) };
    case 'exact':
      return inSeconds(roomInMs);
    case 'text':
      return saying(hint.text);
    case 'date': {
      const serverMs = wallNowMs + hint.skewMs;
      return { date: new Date(serverMs).toUTCString(), 'retry-after': new Date(serverMs + hint.inMs).toUTCString() };
    }
  }
}
