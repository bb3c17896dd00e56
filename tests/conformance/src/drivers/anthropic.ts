import Anthropic, { APIConnectionError, APIError, APIUserAbortError } from '@anthropic-ai/sdk';
import { VERSION } from '@anthropic-ai/sdk/version';
import { isStreamInterruptedError } from '@breakwater/core';
import { withPolicy } from '@breakwater/fetch';
import { bodyOnce, isOurs } from '../body-once.ts';
import { type Driver, MODEL, QUESTION, Returned } from '../driver.ts';

const body = { model: MODEL, max_tokens: 1_000, messages: [{ role: 'user' as const, content: QUESTION }] };

export const driver: Driver = {
  name: `@anthropic-ai/sdk ${VERSION}`,
  connect(breakwater, origin) {
    const fetch = withPolicy(breakwater, { refusal: 'response' });
    const client = new Anthropic({ apiKey: 'sk-test', baseURL: origin, maxRetries: 0, fetch });
    return {
      async chat(signal) {
        const answer = await client.messages.create(body, { signal });
        const [part] = (answer as Partial<typeof answer>).content ?? [];
        if (part?.type !== 'text') throw new Returned('bad answer', answer);
        return part.text;
      },
      async *stream(signal) {
        for await (const event of await client.messages.create({ ...body, stream: true }, { signal })) {
          if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') yield event.delta.text;
        }
      },
      async upload(signal) {
        await client.post('/v1/messages', {
          body: bodyOnce(body),
          headers: { 'content-type': 'application/json' },
          signal,
        });
      },
      surface(thrown) {
        if (isStreamInterruptedError(thrown)) return 'broken stream';
        if (thrown instanceof APIUserAbortError) return 'abort';
        if (thrown instanceof APIConnectionError) return 'network';
        if (thrown instanceof APIError) {
          const { status, error } = thrown as { status: number | undefined; error: unknown };
          if (status === undefined) return 'broken stream';
          return isOurs(error) ? `refusal ${status as 503}` : `HTTP ${status}`;
        }
        return `unknown: ${String(thrown)}`;
      },
    };
  },
};
