import { startChaos } from '@breakwater/chaos';
import { type Breakwater, createBreakwater, type Policy } from '@breakwater/core';
import { ChatOpenAI, type ChatOpenAIFields } from '@langchain/openai';
import { withBreakwater } from '../src/index.ts';

/** Three attempts a moment apart, and no breaker in the way. */
export const FAST: Policy = { retry: { max: 3, base: '1ms', cap: '2ms', budget: false }, breaker: false };

export interface SetUp extends AsyncDisposable {
  readonly breakwater: Breakwater;
  /** The model before anything was done to it. */
  readonly plain: ChatOpenAI;
  readonly model: ChatOpenAI;
  readonly target: string;
  /** Requests that reached the upstream so far. */
  requests(): number;
  /** The base URL of a further upstream. */
  another(plan: readonly string[]): string;
}

/** An upstream that fails by `plan`, and a model of it that is governed. */
export async function setUp(
  plan: readonly string[],
  policy: Policy = FAST,
  fields: ChatOpenAIFields = {},
): Promise<SetUp> {
  // Events some time apart: what arrives together with an error was not handed on before it.
  const chaos = await startChaos({ scenario: { answer: { chunkMs: 3 } } });
  const base = chaos.plan([...plan]);
  const breakwater = createBreakwater(policy);
  const plain = new ChatOpenAI({
    model: 'gpt-5',
    apiKey: 'sk-test',
    configuration: { baseURL: `${base}/v1` },
    ...fields,
  });
  return {
    breakwater,
    plain,
    model: withBreakwater(breakwater, plain),
    target: `${new URL(base).host}/gpt-5`,
    requests: () => chaos.requestsOf(base).length,
    another: (steps) => `${chaos.plan([...steps])}/v1`,
    [Symbol.asyncDispose]: () => chaos.close(),
  };
}

/** What a promise is rejected with. */
export function caught(promise: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  return promise.then(
    () => {
      throw new Error('a failure was expected');
    },
    (error: unknown) => error as Error & Record<string, unknown>,
  );
}

/** The pieces of a stream, and what it broke with. */
export async function drain(
  stream: Promise<AsyncIterable<{ readonly text: string }>>,
): Promise<{ readonly text: string; readonly error: unknown }> {
  let text = '';
  try {
    for await (const chunk of await stream) text += chunk.text;
    return { text, error: undefined };
  } catch (error) {
    return { text, error };
  }
}
