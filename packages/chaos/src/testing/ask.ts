import type { Chaos } from '../chaos.ts';

/** What a test wants different about a request; the rest is a plain question to a chat model. */
export interface Asking {
  readonly stream?: boolean;
  readonly model?: string;
  readonly prompt?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Asks a chat question with `fetch`. */
export function ask(base: string | Chaos, asking: Asking = {}): Promise<Response> {
  const {
    stream = false,
    model = 'gpt-5',
    prompt = 'hello',
    path = '/v1/chat/completions',
    headers = {},
    signal,
  } = asking;
  return fetch(`${typeof base === 'string' ? base : base.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model, stream, max_tokens: 1_000, messages: [{ role: 'user', content: prompt }] }),
    ...(signal && { signal }),
  });
}

/** Asks and reads to the end. @returns status and body, or the code of the network error that came instead. */
export async function outcome(
  base: string | Chaos,
  asking: Asking = {},
): Promise<{ status?: number; body?: string; code?: string }> {
  let status: number | undefined;
  try {
    const response = await ask(base, asking);
    status = response.status;
    return { status, body: await response.text() };
  } catch (error) {
    const code = ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code ?? (error as Error).name;
    return { ...(status !== undefined && { status }), code };
  }
}

/** The `data:` payloads of a stream, in order. */
export function payloads(stream: string): string[] {
  return stream
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => line.slice('data: '.length));
}

/** Reads a response's body until it is long enough or has enough in it. The rest stays unread. */
export async function readUntil(response: Response, enough: (text: string) => boolean): Promise<string> {
  const decoder = new TextDecoder();
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  let text = '';
  while (!enough(text)) {
    const { value, done } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  return text;
}
