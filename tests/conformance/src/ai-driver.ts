import type { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { isStreamInterruptedError } from '@breakwater/core';
import { withPolicy } from '@breakwater/fetch';
import type * as ai from 'ai';
import { isOurs } from './body-once.ts';
import { type Client, type Driver, hasLeft, MODEL, QUESTION } from './driver.ts';

/** What is needed of the library; both majors have it. */
type Library = Pick<typeof ai, 'generateText' | 'streamText' | 'APICallError'>;

/** The AI SDK, of a version, over an OpenAI-compatible provider. */
export function aiDriver(name: string, library: Library, createProvider: typeof createOpenAICompatible): Driver {
  return {
    name,
    without: { upload: 'The library sends no body that can be read once.' },
    connect(breakwater, origin) {
      const fetch = withPolicy(breakwater, { refusal: 'response' });
      const provider = createProvider({ name: 'gateway', baseURL: `${origin}/v1`, fetch });
      const ask = (abortSignal: AbortSignal) => ({
        model: provider(MODEL),
        prompt: QUESTION,
        maxRetries: 0,
        abortSignal,
      });
      return {
        async chat(signal) {
          return (await library.generateText(ask(signal))).text;
        },
        async *stream(signal) {
          const result = library.streamText({ ...ask(signal), onError: () => undefined });
          // The sixth major has it under another name.
          const place = 'stream' in result ? 'stream' : 'fullStream';
          for await (const part of result[place as 'stream']) {
            if (part.type === 'text-delta') yield part.text;
            if (part.type === 'error') throw part.error;
          }
        },
        upload: () => Promise.reject(new Error('has no means for it')),
        surface: surfaceOf(library),
      };
    },
  };
}

function surfaceOf({ APICallError }: Library): Client['surface'] {
  return (thrown) => {
    for (let link = thrown; link instanceof Error; link = link.cause) {
      if (isStreamInterruptedError(link)) return 'broken stream';
      if (hasLeft(link)) return 'abort'; // in the sixth major inside of an APICallError, as over a plain fetch
    }
    if (thrown instanceof Error && thrown.name === 'AbortError') return 'abort';
    // Of an error event; the sixth major throws what the event held.
    if (!(thrown instanceof Error) || thrown.name === 'AI_StreamProviderError') return 'broken stream';
    if (!APICallError.isInstance(thrown)) return `unknown: ${String(thrown)}`;
    const { statusCode: status, responseBody = '' } = thrown;
    if (status === undefined) return 'network';
    if (status < 300) return 'bad answer';
    const ours = responseBody.startsWith('{') && isOurs(JSON.parse(responseBody));
    return ours ? `refusal ${status as 503}` : `HTTP ${status}`;
  };
}
