import { isStreamInterruptedError } from '@breakwater/core';
import { withBreakwater } from '@breakwater/langchain';
import { ContextOverflowError } from '@langchain/core/errors';
import { ChatOpenAI } from '@langchain/openai';
import * as openai from 'openai';
import { type Driver, hasLeft, MODEL, QUESTION } from '../driver.ts';
import { openaiSurface } from '../openai-driver.ts';

export const driver: Driver = {
  name: 'LangChain 1',
  shortOf: {
    '200 with an error that no retry helps':
      'The library takes such an answer for a good one and stumbles over it later: `explain` sees a bug. The events and figures have it right.',
  },
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
        if (ContextOverflowError.isInstance(thrown)) return surface(thrown.cause);
        if (thrown instanceof TypeError) return 'bad answer';
        const left = hasLeft(thrown) || (thrown instanceof Error && thrown.name === 'AbortError');
        return left ? 'abort' : surface(thrown);
      },
    };
  },
};
