/** Makes calls of every ending, shuts its upstream and prints what is left: a leak would keep the process from ending. */
import { createBreakwater } from '@breakwater/core';
import { withPolicy } from '../src/index.ts';
import { DONE, eventStream, HELLO } from './event-stream.ts';
import { answer, hang, startUpstream } from '@breakwater/tests-kit/upstream';

const type = { 'content-type': 'text/event-stream' };
const upstream = await startUpstream(
  answer(503),
  answer(200),
  answer(503),
  answer(503),
  answer(200, HELLO + DONE, type),
  answer(200, HELLO, type),
  eventStream(HELLO).step,
  eventStream(HELLO).step,
  hang,
);
const breakwater = createBreakwater({ retry: { max: 2, base: '1ms', cap: '1ms' }, breaker: false });
const safeFetch = withPolicy(breakwater);
const outcomes: string[] = [];
const note = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (outcome) => outcomes.push(String(outcome)),
    (error: unknown) => {
      const { code, name } = error as { code?: string; name?: string };
      outcomes.push(name === 'BreakwaterError' ? String(code) : (name ?? String(error)));
    },
  );

const status = async (): Promise<number> => (await safeFetch(upstream.url)).status;
await note(status());
await note(status());
await note(safeFetch(upstream.url).then((response) => response.text().then(() => 'whole')));
await note(safeFetch(upstream.url).then((response) => response.text()));
await note(safeFetch(upstream.url).then((response) => response.body?.cancel().then(() => 'cancelled')));
const leaving = new AbortController();
const streaming = safeFetch(upstream.url, { signal: leaving.signal }).then((response) => {
  const text = response.text();
  leaving.abort('enough');
  return text;
});
await note(streaming);
await note(safeFetch(upstream.url, { breakwater: { deadline: '20ms' } }));
await note(safeFetch(upstream.url, { signal: leaving.signal }));
await upstream[Symbol.asyncDispose]();
const timers = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
process.stdout.write(JSON.stringify({ outcomes, timers }));
