import { integer, milliseconds, oneOf, shape, text } from '../scenario/check.ts';
import type { Check } from '../scenario/check.ts';
import type { Exchange } from '../server/exchange.ts';
import type { FaultTiming } from './fault-timing.ts';
import type { Reply } from './reply.ts';
import { sendEvents, streamHeaders } from './send-events.ts';

interface StreamPosition extends FaultTiming {
  /**
   * How many good events go out first. Negative counts from the end: -1 holds back the last event only. 0 spoils the
   * very start. At most all but the last. @defaultValue half of the stream's events
   */
  readonly afterEvents?: number | undefined;
}

/** The stream says that it failed, in the API's own error event, and ends without its last event. */
export interface StreamErrorFault extends StreamPosition {
  readonly kind: 'stream-error';
  /** The status the event tells of. @defaultValue 500 */
  readonly status?: number | undefined;
  readonly variant?: string | undefined;
  readonly message?: string | undefined;
}

/** The stream ends in good order, as far as HTTP can tell, but without its last event. `afterEvents: 0` is an empty stream. */
export interface StreamCutFault extends StreamPosition {
  readonly kind: 'stream-cut';
  /** Between two events, or in the midst of one. @defaultValue 'boundary' */
  readonly at?: 'boundary' | 'inside-event' | undefined;
}

/** The connection is reset in mid-stream. */
export interface StreamResetFault extends StreamPosition {
  readonly kind: 'stream-reset';
}

/** The stream stops and stays open until the client gives up. */
export interface StreamStallFault extends StreamPosition {
  readonly kind: 'stream-stall';
  /** Milliseconds between the API's keep-alives while nothing is said. Without it the line is silent. */
  readonly keepAliveMs?: number | undefined;
}

/** One event is no JSON; the stream goes on after it as if nothing had happened. */
export interface StreamMalformedFault extends StreamPosition {
  readonly kind: 'stream-malformed';
}

export type StreamFault =
  | StreamErrorFault
  | StreamCutFault
  | StreamResetFault
  | StreamStallFault
  | StreamMalformedFault;

const position = { kind: text, delayMs: milliseconds, afterEvents: integer(-1_000_000, 1_000_000) };

export const STREAM_FAULTS: Readonly<Record<StreamFault['kind'], Check>> = {
  'stream-error': shape({ ...position, status: integer(400, 599), variant: text, message: text }),
  'stream-cut': shape({ ...position, at: oneOf('boundary', 'inside-event') }),
  'stream-reset': shape(position),
  'stream-stall': shape({ ...position, keepAliveMs: milliseconds }),
  'stream-malformed': shape(position),
};

/** How many of `total` events go out before the fault. At least one event is always held back. */
export function eventsBefore(afterEvents: number | undefined, total: number): number {
  const wanted = afterEvents ?? Math.floor(total / 2);
  return Math.max(0, Math.min(wanted < 0 ? total + wanted : wanted, total - 1));
}

export async function spoilStream(fault: StreamFault, exchange: Exchange, reply: Reply): Promise<void> {
  const events = reply.events();
  const sent = eventsBefore(fault.afterEvents, events.length);
  exchange.head(200, streamHeaders(reply));
  // The headers go out even when nothing follows them, so that the client is inside the stream when it breaks.
  await exchange.flush('');
  if (!(await sendEvents(events.slice(0, sent), exchange, reply.chunkMs))) return;
  switch (fault.kind) {
    case 'stream-error': {
      const { status = 500, variant, message } = fault;
      await exchange.flush(reply.dialect.errorEvent(reply.order({ status, variant, message })));
      exchange.end();
      return;
    }
    case 'stream-cut': {
      const next = events[sent] ?? '';
      if (fault.at === 'inside-event') await exchange.flush(next.slice(0, Math.ceil(next.length / 2)));
      exchange.end();
      return;
    }
    case 'stream-reset':
      await exchange.settle();
      exchange.reset();
      return;
    case 'stream-stall':
      await stall(fault, exchange, reply);
      return;
    case 'stream-malformed':
      await exchange.flush('data: {"choices":[{"delta"\n\n');
      if (await sendEvents(events.slice(sent), exchange, reply.chunkMs)) exchange.end();
  }
}

async function stall({ keepAliveMs }: StreamStallFault, exchange: Exchange, reply: Reply): Promise<void> {
  if (keepAliveMs === undefined) {
    await exchange.gone;
    return;
  }
  while (await exchange.sleep(Math.max(1, keepAliveMs))) {
    if (!(await exchange.write(reply.dialect.keepAlive))) return;
  }
}
