/** Headers in which a key is sent: most APIs, Anthropic, Azure and Google. */
const HEADERS = ['authorization', 'x-api-key', 'api-key', 'x-goog-api-key'] as const;
/** Google takes it in the query as well. */
const IN_QUERY = /[?&]key=([^&#]+)/;
/** How the key is sent, which is not of it. */
const SCHEME = /^(?:bearer|basic|token) +/i;
/** What is made anew for a request or an hour, and would be another name each time: signatures, and tokens with a date. */
const PASSING = /signature=|^digest |^eyJ[\w-]+\./i;
/** What a signature of AWS is made with: that much of it stays. */
const SIGNER = /\bcredential=([^/,]+)/i;

let salt: Uint32Array | undefined;
let last = { key: '', name: '' };

/**
 * A name for the credential that a request carries, so that of several keys at one target each is paused by itself.
 *
 * @param header - reads a header of the request, by its name in lower case.
 * @param url - of the request, for keys in its query.
 * @returns as `credentialName`; undefined for a request without a key, and where what it carries is made anew all the time.
 */
export function credentialIn(header: (name: string) => unknown, url = ''): string | undefined {
  let key = IN_QUERY.exec(url)?.[1] ?? '';
  for (const name of HEADERS) {
    const value = header(name);
    if (typeof value === 'string') key += lasting(value.replace(SCHEME, ''));
  }
  return credentialName(key);
}

function lasting(value: string): string {
  return PASSING.test(value) ? (SIGNER.exec(value)?.[1] ?? '') : value;
}

/**
 * A name for a key that can be shown: the same for the same key as long as the process lives, as in `key-1x0jq8f1b2k3m`.
 *
 * It leads nobody back to the key: 64 bits are left of it, and they depend on a salt that is drawn for this process and
 * leaves it nowhere. So names of two processes cannot be compared, and a guess cannot be checked against one.
 *
 * @returns undefined for an empty key.
 */
export function credentialName(key: string): string | undefined {
  if (key === '') return undefined;
  // Most programs have one key, and ask for its name at every call.
  if (key !== last.key) last = { key, name: `key-${hash(key)}` };
  return last.name;
}

/** Two hashes of 32 bits side by side, after FNV-1a, the second turned by five bits at each step. */
function hash(text: string): string {
  salt ??= crypto.getRandomValues(new Uint32Array(4));
  let [low = 0, high = 0] = salt;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(((high << 5) | (high >>> 27)) ^ code, 0x9e3779b1);
  }
  return digits(low ^ (salt[2] as number)) + digits(high ^ (salt[3] as number));
}

/** Mixed once more, because the last characters of a key would else show in the lowest digits. */
function digits(value: number): string {
  const mixed = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return ((mixed ^ (mixed >>> 13)) >>> 0).toString(36);
}
