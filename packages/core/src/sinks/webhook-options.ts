import type { Clock, Random } from '../clock.ts';
import { parseDuration } from '../policy/parse-duration.ts';
import type { Duration } from '../policy/policy.ts';
import type { EventMap, EventType } from '../report/events.ts';

/** One event as it is sent: what the breakwater tells, and its type. */
export type WebhookEvent = { [Type in EventType]: { readonly type: Type } & EventMap[Type] }[EventType];

/** The body of a request, unless `body` makes another of it. */
export interface WebhookPayload {
  readonly source: 'breakwater';
  /** Which service it is, as `name` says. */
  readonly name: string | undefined;
  /** Wall-clock milliseconds since the epoch. */
  readonly sentAt: number;
  /** Events that could not be sent since the last request that arrived: too many, or refused by the receiver. */
  readonly dropped: number;
  /** Oldest first, 1 to 50. */
  readonly events: readonly WebhookEvent[];
}

export interface WebhookOptions {
  /** Where to: http or https. Shown to nobody, as it may hold a secret. */
  readonly url: string | URL;
  /** Sent along, such as `authorization`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Which service this is, for the receiver. */
  readonly name?: string | undefined;
  /** What is sent. @defaultValue ['alert'] */
  readonly events?: readonly EventType[] | undefined;
  /** Makes what is sent, as JSON, of the payload: for receivers that want a form of their own. */
  readonly body?: ((payload: WebhookPayload) => unknown) | undefined;
  /** For one request. @defaultValue '5s' */
  readonly timeout?: Duration | undefined;
  /** How long an event waits for others to go with it. @defaultValue '1s' */
  readonly batchAfter?: Duration | undefined;
  /** Events that wait at most; the oldest are dropped and counted. An integer of 1 or more. @defaultValue 1000 */
  readonly most?: number | undefined;
  /** @defaultValue the runtime's own */
  readonly fetch?: typeof fetch | undefined;
  readonly clock?: Clock | undefined;
  /** Spreads the attempts. @defaultValue Math.random */
  readonly random?: Random | undefined;
}

export interface WebhookLimits {
  readonly url: string;
  readonly timeoutMs: number;
  readonly batchAfterMs: number;
  readonly most: number;
}

/** @throws TypeError or RangeError naming the option that makes no sense, never showing the address. */
export function checkWebhook({ url, timeout = '5s', batchAfter = '1s', most = 1_000 }: WebhookOptions): WebhookLimits {
  const address = URL.parse(String(url));
  if (address === null || !/^https?:$/.test(address.protocol)) {
    throw new TypeError('url: found something else; allowed: an address that begins with http:// or https://');
  }
  if (!Number.isInteger(most) || most < 1) {
    throw new RangeError(`most: found ${String(most)}; allowed: an integer of 1 or more`);
  }
  return {
    url: address.href,
    timeoutMs: parseDuration(timeout, 'timeout'),
    batchAfterMs: parseDuration(batchAfter, 'batchAfter'),
    most,
  };
}
