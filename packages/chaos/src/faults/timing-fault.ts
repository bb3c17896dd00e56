import { milliseconds, oneOf, shape, text } from '../scenario/check.ts';
import type { Check } from '../scenario/check.ts';
import type { Exchange } from '../server/exchange.ts';
import type { FaultTiming } from './fault-timing.ts';
import type { Reply } from './reply.ts';
import { sendEvents, streamHeaders } from './send-events.ts';

/** A good answer. With `delayMs`, one with a slow first byte. */
export interface OkFault extends FaultTiming {
  readonly kind: 'ok';
}

/** A good answer that comes in drips: `chunkMs` between the events of a stream, or between the eighths of a JSON body. */
export interface SlowBodyFault extends FaultTiming {
  readonly kind: 'slow-body';
  readonly chunkMs: number;
}

/** The request is taken and never answered, until the client gives up. */
export interface HangFault extends FaultTiming {
  readonly kind: 'hang';
  /** @defaultValue 'before-headers' */
  readonly when?: 'before-headers' | 'after-headers' | undefined;
}

export type TimingFault = OkFault | SlowBodyFault | HangFault;

const delayMs = milliseconds;

export const TIMING_FAULTS: Readonly<Record<TimingFault['kind'], Check>> = {
  ok: shape({ kind: text, delayMs }),
  'slow-body': shape({ kind: text, delayMs, chunkMs: milliseconds }, ['chunkMs']),
  hang: shape({ kind: text, delayMs, when: oneOf('before-headers', 'after-headers') }),
};

export async function sendAnswer(exchange: Exchange, reply: Reply): Promise<void> {
  if (!reply.streaming) {
    exchange.send(200, { 'content-type': 'application/json', ...reply.headers }, reply.answer());
    return;
  }
  exchange.head(200, streamHeaders(reply));
  if (await sendEvents(reply.events(), exchange, reply.chunkMs)) exchange.end();
}

export async function sendSlowly(fault: SlowBodyFault, exchange: Exchange, reply: Reply): Promise<void> {
  if (reply.streaming) {
    exchange.head(200, streamHeaders(reply));
    if (await sendEvents(reply.events(), exchange, fault.chunkMs)) exchange.end();
    return;
  }
  const body = reply.answer();
  const length = Math.ceil(body.length / 8);
  const parts = Array.from({ length: 8 }, (_, index) => body.slice(index * length, (index + 1) * length));
  exchange.head(200, { 'content-type': 'application/json', ...reply.headers });
  if (
    await sendEvents(
      parts.filter((part) => part !== ''),
      exchange,
      fault.chunkMs,
    )
  )
    exchange.end();
}

export async function hang(fault: HangFault, exchange: Exchange, reply: Reply): Promise<void> {
  if (fault.when === 'after-headers') {
    const type = reply.streaming ? streamHeaders(reply) : { 'content-type': 'application/json', ...reply.headers };
    exchange.head(200, type);
    await exchange.flush('');
  }
  await exchange.gone;
}
