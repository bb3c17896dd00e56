import { read } from './read.ts';

/** More headers than any answer has; the bound is against hostile ones. */
const MAX_HEADERS = 64;
/** Longer than any header that classification reads. */
const MAX_VALUE = 256;
/** Names whose values are credentials, or may be. `x-ratelimit-remaining-tokens` is none. */
const SECRET = /cookie|authorization|api-?key|secret|password|signature|credential|token$/;

/**
 * Copies response headers from `Headers`, `AxiosHeaders`, a `Map`, a list of pairs or a plain object into `into`,
 * names in lower case, without credentials. A name that is already there stays.
 */
export function copyHeaders(from: unknown, into: Record<string, string>): void {
  if (typeof from !== 'object' || from === null) return;
  let room = MAX_HEADERS;
  const add = (name: unknown, value: unknown): boolean => {
    if (typeof name === 'string' && name.length <= 64) {
      const text: unknown = Array.isArray(value) ? value[0] : value;
      const key = name.toLowerCase();
      if ((typeof text === 'string' || typeof text === 'number') && !(key in into) && !SECRET.test(key)) {
        into[key] = String(text).slice(0, MAX_VALUE);
      }
    }
    return --room > 0;
  };
  try {
    if (Array.isArray(from) || typeof read(from, 'entries') === 'function') {
      const pairs = Array.isArray(from) ? from : (from as Headers).entries();
      for (const pair of pairs) if (!add(read(pair, 0), read(pair, 1))) return;
      return;
    }
    for (const name in from) if (!add(name, read(from, name))) return;
  } catch {
    // What was copied so far stands; a header collection that throws tells us nothing more.
  }
}
