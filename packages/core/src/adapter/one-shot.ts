/**
 * Whether a body can be read only once: a Node stream, a `form-data` instance (also what axios makes of an object under
 * `multipart/form-data`), a web stream or an async iterable. Strings, bytes, `Blob`, `URLSearchParams` and the
 * platform's own `FormData` can be sent again.
 */
export function isOneShot(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false;
  return isStream(body) || Symbol.asyncIterator in body || typeof (body as Iterator<unknown>).next === 'function';
}

/** A Node stream or a web stream. */
export function isStream(body: unknown): body is object {
  const { pipe, getReader } = (body ?? {}) as { pipe?: unknown; getReader?: unknown };
  return typeof pipe === 'function' || typeof getReader === 'function';
}
