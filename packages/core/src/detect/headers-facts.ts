import { read } from './read.ts';

/** More headers than any answer has; the bound is against hostile ones. */
const MAX_HEADERS = 64;
/** Longer than any header that classification reads. */
const MAX_VALUE = 256;
/** Names whose values are credentials, or may be. `x-ratelimit-remaining-tokens` is none. */
const SECRET = /cookie|authorization|api-?key|secret|password|signature|credential|token$/;

/**
 * One response header, without a copy of all the others: of a good answer nothing else is read.
 *
 * @param name - in lower case.
 */
export function readHeader(from: unknown, name: string): string | undefined {
  const plain = read(from, name); // as Node and undici have them
  if (typeof plain === 'string') return plain;
  const found: Record<string, string> = {};
  copyHeaders(from, found, (key) => key === name);
  return found[name];
}

/**
 * Copies response headers from `Headers`, `AxiosHeaders`, a `Map`, a list of pairs or a plain object into `into`,
 * names in lower case, without credentials. A name that is already there stays.
 *
 * @param isWanted - of a name in lower case. @defaultValue every name that is no credential's
 */
export function copyHeaders(
  from: unknown,
  into: Record<string, string>,
  isWanted: (name: string) => boolean = isNoSecret,
): void {
  if (typeof from !== 'object' || from === null) return;
  let room = MAX_HEADERS;
  const add = (name: unknown, value: unknown): boolean => {
    if (typeof name === 'string' && name.length <= 64) {
      const text: unknown = Array.isArray(value) ? value[0] : value;
      const key = name.toLowerCase();
      if ((typeof text === 'string' || typeof text === 'number') && isWanted(key) && !(key in into)) {
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

function isNoSecret(name: string): boolean {
  return !SECRET.test(name);
}
