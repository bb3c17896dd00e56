import { isStreamInterruptedError } from '@breakwater/core';
import { withBreakwater } from '@breakwater/openai';
import type * as openai from 'openai';
import { bodyOnce, isOurs } from './body-once.ts';
import { type Client, type Driver, MODEL, QUESTION, Returned } from './driver.ts';
import { textOf } from './openai-wire.ts';

/** What is needed of the library; both majors have it. */
type Library = Pick<typeof openai, 'OpenAI' | 'APIError' | 'APIConnectionError' | 'APIUserAbortError'>;

const request = { model: MODEL, messages: [{ role: 'user' as const, content: QUESTION }] };

/** The client of OpenAI, of a version, for one of its two APIs. */
export function openaiDriver(
  version: string,
  library: Library,
  api: 'chat' | 'responses',
  more: Partial<Driver> = {},
): Driver {
  return {
    ...more,
    name: `openai ${version}${api === 'chat' ? '' : ', responses'}`,
    connect(breakwater, origin) {
      const client = new library.OpenAI(withBreakwater(breakwater, { apiKey: 'sk-test', baseURL: `${origin}/v1` }));
      const surface = openaiSurface(library);
      return { ...(api === 'chat' ? chat(client) : responses(client)), surface };
    },
  };
}

function chat(client: openai.OpenAI): Omit<Client, 'surface'> {
  return {
    async chat(signal) {
      const answer: unknown = await client.chat.completions.create(request, { signal });
      return textOf(answer) ?? bad(answer);
    },
    async *stream(signal) {
      const body = { ...request, stream: true as const };
      for await (const chunk of await client.chat.completions.create(body, { signal })) {
        yield chunk.choices[0]?.delta.content ?? '';
      }
    },
    async upload(signal) {
      const headers = { 'content-type': 'application/json' };
      await client.post('/chat/completions', { body: bodyOnce(), headers, signal });
    },
  };
}

function responses(client: openai.OpenAI): Omit<Client, 'surface'> {
  const body = { model: MODEL, input: QUESTION };
  return {
    async chat(signal) {
      const answer = await client.responses.create(body, { signal });
      return answer.output_text || bad(answer);
    },
    async *stream(signal) {
      for await (const event of await client.responses.create({ ...body, stream: true }, { signal })) {
        if (event.type === 'response.output_text.delta') yield event.delta;
      }
    },
    async upload(signal) {
      await client.post('/responses', {
        body: bodyOnce(body),
        headers: { 'content-type': 'application/json' },
        signal,
      });
    },
  };
}

/** What the client throws, in the words of the table. */
export function openaiSurface(
  library: Pick<Library, 'APIError' | 'APIConnectionError' | 'APIUserAbortError'>,
): Client['surface'] {
  return (thrown) => {
    if (isStreamInterruptedError(thrown)) return 'broken stream';
    if (thrown instanceof library.APIUserAbortError) return 'abort';
    if (thrown instanceof library.APIConnectionError) return 'network';
    if (thrown instanceof library.APIError) {
      const { status, error } = thrown as { status: number | undefined; error: unknown };
      if (status === undefined) return 'broken stream'; // of an error event
      return isOurs({ error }) ? `refusal ${status as 503}` : `HTTP ${status}`;
    }
    return `unknown: ${String(thrown)}`;
  };
}

function bad(given: unknown): never {
  throw new Returned('bad answer', given);
}
