import { isBreakwaterError, isStreamInterruptedError } from '@breakwater/core';
import { withPolicy } from '@breakwater/fetch';
import { bodyOnce, isOurs } from '../body-once.ts';
import { type Driver, MODEL, QUESTION, Returned } from '../driver.ts';
import { contentOf, textOf } from '../openai-wire.ts';

const request = { model: MODEL, messages: [{ role: 'user', content: QUESTION }] };

export const driver: Driver = {
  name: 'fetch',
  connect(breakwater, origin) {
    const send = withPolicy(breakwater, { refusal: 'response' });
    const post = async (body: BodyInit, signal: AbortSignal): Promise<Response> => {
      const init = { method: 'POST', body, signal, headers: { 'content-type': 'application/json' } };
      const streamed = typeof body === 'string' ? {} : { duplex: 'half' };
      const response = await send(`${origin}/v1/chat/completions`, { ...init, ...streamed });
      if (response.ok) return response;
      const ours = isOurs(await response.json().catch(() => undefined));
      throw new Returned(ours ? `refusal ${response.status as 503}` : `HTTP ${response.status}`, response);
    };
    return {
      async chat(signal) {
        const response = await post(JSON.stringify(request), signal);
        return textOf(await response.json()) ?? bad(response);
      },
      async *stream(signal) {
        const { body } = await post(JSON.stringify({ ...request, stream: true }), signal);
        yield* contentOf(body as ReadableStream<Uint8Array>);
      },
      async upload(signal) {
        await post(bodyOnce(), signal);
      },
      surface(thrown) {
        if (isStreamInterruptedError(thrown)) return 'broken stream';
        if (isBreakwaterError(thrown)) return `unknown: ${String(thrown)}`;
        if (thrown instanceof TypeError && thrown.cause !== undefined) return 'network';
        return thrown instanceof Error && thrown.message === 'the caller has left'
          ? 'abort'
          : `unknown: ${String(thrown)}`;
      },
    };
  },
};

function bad(given: unknown): never {
  throw new Returned('bad answer', given);
}
