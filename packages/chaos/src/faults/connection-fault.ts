import { milliseconds, oneOf, shape, text } from '../scenario/check.ts';
import type { Check } from '../scenario/check.ts';
import type { Exchange } from '../server/exchange.ts';
import type { FaultTiming } from './fault-timing.ts';
import type { Reply } from './reply.ts';

/** When a connection breaks, seen from the response: before its first byte, within its headers, or with its body begun. */
export type BreakPoint = 'before-headers' | 'during-headers' | 'after-headers';

/** The connection is reset (TCP RST): the client sees ECONNRESET. */
export interface ResetFault extends FaultTiming {
  readonly kind: 'reset';
  /** `on-connect` resets connections as they are accepted, before any request; only a timeline can. @defaultValue 'before-headers' */
  readonly when?: BreakPoint | 'on-connect' | undefined;
}

/** The connection is closed in good order (TCP FIN) where an answer should be: "socket hang up", "other side closed". */
export interface CloseFault extends FaultTiming {
  readonly kind: 'close';
  /** @defaultValue 'before-headers' */
  readonly when?: BreakPoint | undefined;
}

/** Nobody listens on the port: the client sees ECONNREFUSED. Only a timeline can, since refusing comes before any request. */
export interface RefuseFault {
  readonly kind: 'refuse';
}

export type ConnectionFault = ResetFault | CloseFault | RefuseFault;

const points = ['before-headers', 'during-headers', 'after-headers'] as const;

export const CONNECTION_FAULTS: Readonly<Record<ConnectionFault['kind'], Check>> = {
  reset: shape({ kind: text, delayMs: milliseconds, when: oneOf(...points, 'on-connect') }),
  close: shape({ kind: text, delayMs: milliseconds, when: oneOf(...points) }),
  refuse: shape({ kind: text }),
};

export async function breakConnection(fault: ResetFault | CloseFault, exchange: Exchange, reply: Reply): Promise<void> {
  const { when = 'before-headers' } = fault;
  if (when === 'during-headers') await exchange.raw('HTTP/1.1 200 OK\r\ncontent-type: application/js');
  if (when === 'after-headers') {
    const body = reply.answer();
    exchange.head(200, {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      ...reply.headers,
    });
    await exchange.flush(body.slice(0, body.length / 2));
  }
  if (fault.kind === 'reset' && when !== 'before-headers') await exchange.settle();
  if (fault.kind === 'reset') exchange.reset();
  else exchange.hangUp();
}
