import type { Breakwater } from '@breakwater/core';

/** In every request that is made: none of it may ever be seen on the page. */
export const SECRET = 'sk-PLANTED-key-1234567890';

/** One call of a chat model through a breakwater, as a client of a gateway would make it. Rejects as `run` does. */
export function ask(breakwater: Breakwater, target: string, baseUrl: string): Promise<string> {
  return breakwater.run(target, async ({ signal }) => {
    const response = await fetch(`${baseUrl}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${SECRET}` },
      body: JSON.stringify({ model: 'gpt-5', messages: [{ role: 'user', content: SECRET }] }),
      signal,
    });
    const body: unknown = await response.json().catch(() => undefined);
    if (response.ok) return JSON.stringify(body);
    throw Object.assign(new Error(`${response.status} for ${SECRET}`), {
      status: response.status,
      headers: response.headers,
      body,
    });
  });
}

/** Makes a call every `everyMs` until it is stopped. Calls under way end by themselves. */
export function keepAsking(breakwater: Breakwater, target: string, baseUrl: string, everyMs: number): () => void {
  const timer = setInterval(() => void ask(breakwater, target, baseUrl).catch(() => undefined), everyMs);
  return () => clearInterval(timer);
}
