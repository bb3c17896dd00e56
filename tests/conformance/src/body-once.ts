import { MODEL, QUESTION } from './driver.ts';

/** A request as a stream, which can be read once. @param body - by default for a chat completion. */
export function bodyOnce(
  body: object = { model: MODEL, messages: [{ role: 'user', content: QUESTION }] },
): ReadableStream<Uint8Array> {
  return new Blob([JSON.stringify(body)]).stream();
}

/** Whether an error body was made by Breakwater, and not by the upstream. */
export function isOurs(body: unknown): boolean {
  const { error } = (body ?? {}) as { error?: { type?: unknown } };
  return error?.type === 'breakwater';
}
