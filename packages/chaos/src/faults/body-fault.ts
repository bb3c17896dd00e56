import { milliseconds, number, oneOf, shape, text } from '../scenario/check.ts';
import type { Check } from '../scenario/check.ts';
import type { Exchange } from '../server/exchange.ts';
import type { FaultTiming } from './fault-timing.ts';
import type { Reply } from './reply.ts';

/** A JSON answer that stops short. */
export interface TruncatedJsonFault extends FaultTiming {
  readonly kind: 'truncated-json';
  /** How much of the body is sent, from 0 to 1. @defaultValue 0.5 */
  readonly keep?: number | undefined;
  /** `clean`: HTTP says the body is complete. `cut`: the connection ends before the promised length. @defaultValue 'clean' */
  readonly ending?: 'clean' | 'cut' | undefined;
}

/** An answer of the right length that is no JSON. */
export interface InvalidJsonFault extends FaultTiming {
  readonly kind: 'invalid-json';
}

/** HTTP 200 with plain text where JSON or a stream was asked for. */
export interface PlainTextFault extends FaultTiming {
  readonly kind: 'plain-text';
  /** @defaultValue 'upstream is warming up' */
  readonly text?: string | undefined;
}

/** HTTP 200 and nothing in it. */
export interface EmptyBodyFault extends FaultTiming {
  readonly kind: 'empty-body';
}

export type BodyFault = TruncatedJsonFault | InvalidJsonFault | PlainTextFault | EmptyBodyFault;

const delayMs = milliseconds;

export const BODY_FAULTS: Readonly<Record<BodyFault['kind'], Check>> = {
  'truncated-json': shape({ kind: text, delayMs, keep: number(0, 1), ending: oneOf('clean', 'cut') }),
  'invalid-json': shape({ kind: text, delayMs }),
  'plain-text': shape({ kind: text, delayMs, text }),
  'empty-body': shape({ kind: text, delayMs }),
};

export async function spoilBody(fault: BodyFault, exchange: Exchange, reply: Reply): Promise<void> {
  const json = { 'content-type': 'application/json', ...reply.headers };
  switch (fault.kind) {
    case 'empty-body':
      exchange.send(200, json, '');
      return;
    case 'plain-text':
      exchange.send(200, { ...reply.headers, 'content-type': 'text/plain' }, fault.text ?? 'upstream is warming up');
      return;
    case 'invalid-json':
      exchange.send(200, json, reply.answer().replaceAll('"', "'"));
      return;
    case 'truncated-json': {
      const { keep = 0.5, ending = 'clean' } = fault;
      const body = reply.answer();
      // Never the whole: `keep: 1` leaves out the closing brace.
      const kept = body.slice(0, Math.min(body.length - 1, Math.floor(body.length * keep)));
      if (ending === 'clean') {
        exchange.send(200, json, kept);
        return;
      }
      exchange.head(200, { ...json, 'content-length': String(Buffer.byteLength(body)) });
      await exchange.flush(kept);
      exchange.hangUp();
    }
  }
}
