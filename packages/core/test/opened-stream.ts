import type { AttemptContext } from '../src/handle/attempt.ts';
import type { RunOptions } from '../src/handle/run-options.ts';
import type { LiveStream, StreamWatch } from '../src/handle/stream/open-stream.ts';
import type { Policy } from '../src/policy/policy.ts';
import { type Pending, puppet, trial, type Trial, watch, type Watch } from './trial.ts';

/** A stream in the hands of a test. */
export interface PuppetStream extends LiveStream {
  events: number;
  characters: number;
  isWhole: boolean;
  /** What it was ended with from outside. */
  readonly interruptedBy: unknown[];
}

/** A stream of which nothing has come yet. */
export function puppetStream(): PuppetStream {
  const interruptedBy: unknown[] = [];
  return { events: 0, characters: 0, isWhole: false, interruptedBy, interrupt: (why) => void interruptedBy.push(why) };
}

/** A call whose one attempt has opened a stream. */
export interface OpenedStream extends Trial {
  readonly call: Watch<unknown>;
  readonly attempt: AttemptContext;
  readonly live: PuppetStream;
  readonly stream: StreamWatch;
  /** Ends the operation. */
  answer(): void;
}

/** Calls `t` when the clock is at 7 s, and waits for the first content. */
export async function openedStream(policy: Policy = {}, options: RunOptions = {}): Promise<OpenedStream> {
  const test = trial({ retry: false, ...policy });
  await test.clock.advance(7_000);
  const { attempts, operation } = puppet();
  const call = watch(test.run('t', operation, options));
  await test.clock.settle();
  const [pending] = attempts as [Pending];
  const { attempt } = pending;
  const live = puppetStream();
  const stream = attempt.stream(live);
  stream.waiting();
  return { ...test, call, attempt, live, stream, answer: () => pending.answer('the stream') };
}

/** The first content has come, and the caller has the stream. */
export async function begunStream(policy: Policy = {}, options: RunOptions = {}): Promise<OpenedStream> {
  const opened = await openedStream(policy, options);
  opened.stream.arrived(true);
  opened.answer();
  await opened.clock.settle();
  return opened;
}
