import { isStreamInterruptedError } from '@breakwater/core';
import { withBreakwater } from '@breakwater/langchain';
import core from '@langchain/core/package.json' with { type: 'json' };
import { ChatOpenAI } from '@langchain/openai';
import * as openai from 'openai';
import { type Driver, hasLeft, MODEL, QUESTION } from './driver.ts';
import { openaiSurface } from './openai-driver.ts';

/** LangChain, of whichever version is resolved. */
export const langchainDriver: Driver = {
  name: `@langchain/core ${core.version}`,
  without: { upload: 'The library sends no body that can be read once.' },
  connect(breakwater, origin) {
    const configuration = { baseURL: `${origin}/v1` };
    const model = withBreakwater(breakwater, new ChatOpenAI({ model: MODEL, apiKey: 'sk-test', configuration }));
    const surface = openaiSurface(openai);
    return {
      async chat(signal) {
        return (await model.invoke(QUESTION, { signal })).text;
      },
      async *stream(signal) {
        for await (const chunk of await model.stream(QUESTION, { signal })) yield chunk.text;
      },
      upload: () => Promise.reject(new Error('has no means for it')),
      surface(thrown) {
        if (isStreamInterruptedError(thrown)) return 'broken stream';
        // LangChain words some of them anew, and keeps what the client of OpenAI had thrown.
        if (thrown instanceof Error && thrown.name === 'ContextOverflowError') return surface(thrown.cause);
        // Of the oldest, which drops what was thrown.
        if (thrown instanceof Error && thrown.name === 'InsufficientQuotaError') return 'HTTP 429';
        const left = hasLeft(thrown) || (thrown instanceof Error && thrown.name === 'AbortError');
        return left ? 'abort' : surface(thrown);
      },
    };
  },
};
