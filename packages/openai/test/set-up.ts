import { type Chaos, type FaultInput, startChaos } from '@breakwater/chaos';
import { type Breakwater, createBreakwater, type Policy } from '@breakwater/core';
import * as newest from 'openai';
import * as oldest from 'openai-6';
import { type OpenAIPolicyOptions, withBreakwater } from '../src/index.ts';

/** Both majors that are supported, under the types of the newer one. */
export const MAJORS: readonly (readonly [string, typeof newest])[] = [
  ['openai 7', newest],
  ['openai 6', oldest as unknown as typeof newest],
];

/** Three attempts a moment apart, and no breaker in the way. */
export const FAST: Policy = { retry: { max: 3, base: '1ms', cap: '2ms', budget: false }, breaker: false };
/** One failure, and every call is refused. */
export const FRAGILE: Policy = { retry: false, breaker: { threshold: 1, whenOpen: 'fail', probeAfter: '60s' } };

export interface SetUp extends AsyncDisposable {
  readonly chaos: Chaos;
  readonly base: string;
  readonly breakwater: Breakwater;
  readonly client: newest.OpenAI;
  requests(): ReturnType<Chaos['requestsOf']>;
}

/** An upstream that fails by `plan`, and a client of it that is governed. */
export async function setUp(
  library: typeof newest,
  plan: readonly FaultInput[],
  policy: Policy = FAST,
  options: OpenAIPolicyOptions = {},
): Promise<SetUp> {
  // Events some time apart: what arrives together with an error was not handed on before it.
  const chaos = await startChaos({ scenario: { answer: { chunkMs: 3 } } });
  const base = chaos.plan([...plan]);
  const breakwater = createBreakwater(policy);
  const client = new library.OpenAI(withBreakwater(breakwater, { apiKey: 'sk-test', baseURL: `${base}/v1` }, options));
  return {
    chaos,
    base,
    breakwater,
    client,
    requests: () => chaos.requestsOf(base),
    [Symbol.asyncDispose]: () => chaos.close(),
  };
}

/** What a promise is rejected with. */
export function caught(promise: PromiseLike<unknown>): Promise<newest.APIError> {
  return Promise.resolve(promise).then(
    () => {
      throw new Error('a failure was expected');
    },
    (error: unknown) => error as newest.APIError,
  );
}
