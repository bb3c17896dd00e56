import { type Breakwater, createBreakwater } from '../breakwater.ts';
import { systemClock } from '../clock.ts';
import { detectAnswer } from '../detect/detect.ts';
import type { Failure } from '../detect/failure.ts';
import { isBreakwaterError } from '../errors.ts';
import { Outbox } from './outbox.ts';
import { quietClock } from './quiet-clock.ts';
import { checkWebhook, type WebhookEvent, type WebhookOptions, type WebhookPayload } from './webhook-options.ts';

/** A webhook that is being told of events. */
export interface WebhookSink {
  /** Events that wait to be sent, or for the answer to the request that they are in. */
  readonly waiting: number;
  /** Events given up since the last request that arrived. The next one tells the receiver. */
  readonly dropped: number;
  /** Listens no more and sends what waits, within `timeout`. Never throws; what is left then counts as dropped. */
  close(): Promise<void>;
}

/** Events of one request. */
const BATCH = 50;
/** After a request that failed for good, the next one comes this much later, milliseconds. */
const REST_MS = 30_000;
/** The one target of a webhook's own breakwater. */
const TARGET = 'webhook';

/**
 * Sends events to an HTTP address, as JSON, in the background: no call waits for it, and no timer of it keeps the
 * process alive. Requests go out one at a time under a policy of their own, four attempts each, and again every 30 s
 * while the receiver is down. What it refuses for good (400, 401, 403 and such) is dropped.
 *
 * @throws TypeError or RangeError for options that make no sense, each naming the option.
 */
export function webhookSink(breakwater: Breakwater, options: WebhookOptions): WebhookSink {
  const { headers, name, events = ['alert'], body = asIs, clock = systemClock, random } = options;
  const { url, timeoutMs, batchAfterMs, most } = checkWebhook(options);
  const quiet = quietClock(clock);
  const timeout = { attempt: timeoutMs, total: '1m' } as const;
  const own = createBreakwater({ retry: { max: 4 }, timeout, alerts: [] }, { clock: quiet, random });
  const outbox = new Outbox<WebhookEvent>(most);
  let underWay = 0;
  const gaveUp = new AbortController();
  let sending: Promise<void> | undefined;
  let timer: unknown;
  let closed: Promise<void> | undefined;

  async function post(text: string, signal: AbortSignal): Promise<Response> {
    const send = options.fetch ?? globalThis.fetch;
    const response = await send(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: text,
      redirect: 'manual', // what is told is told to this address only
      signal,
    });
    // Nobody reads the answer, and a body that is not read keeps its connection.
    await response.body?.cancel();
    return response;
  }

  /** Sends the oldest events. Returns whether the next ones may follow at once. */
  async function sendBatch(): Promise<boolean> {
    const batch = outbox.take(BATCH);
    underWay = batch.length;
    const { dropped } = outbox;
    let ended: unknown;
    try {
      const text = JSON.stringify(
        body({ source: 'breakwater', name, sentAt: clock.wallNow(), dropped, events: batch }),
      );
      const operation = ({ signal }: { readonly signal: AbortSignal }): Promise<Response> => post(text, signal);
      const response = await own.run(TARGET, operation, { signal: gaveUp.signal, inspect });
      if (response.ok) {
        outbox.told(dropped);
        underWay = 0;
        return true;
      }
      ended = response;
    } catch (error) {
      ended = error;
    }
    underWay = 0;
    // A refusal is our own, by the breaker that the receiver's failures have opened.
    const later = gaveUp.signal.aborted || isBreakwaterError(ended) || own.explain(ended).classification.retryable;
    if (later) outbox.putBack(batch);
    else outbox.drop(batch.length);
    return !later;
  }

  async function sendAll(): Promise<void> {
    let goesOn = true;
    while (goesOn && outbox.size > 0) goesOn = await sendBatch();
    sending = undefined;
    if (outbox.size > 0 && closed === undefined) timer = quiet.setTimer(begin, REST_MS);
  }

  function begin(): void {
    timer = undefined;
    sending ??= sendAll();
  }

  function tell(event: WebhookEvent): void {
    outbox.add(event);
    if (sending === undefined) timer ??= quiet.setTimer(begin, batchAfterMs);
  }

  async function close(): Promise<void> {
    for (const off of offs) off();
    quiet.clearTimer(timer);
    // A timer that holds the process, for once: whoever closes waits for what is still to be sent.
    const patience = clock.setTimer(() => gaveUp.abort(), timeoutMs);
    begin();
    await sending;
    clock.clearTimer(patience);
    outbox.drop(outbox.take(Infinity).length);
  }

  const offs = events.map((type) => breakwater.on(type, (event) => tell({ type, ...event } as WebhookEvent)));
  return {
    get waiting() {
      return outbox.size + underWay;
    },
    get dropped() {
      return outbox.dropped;
    },
    close: () => (closed ??= close()),
  };
}

/** A redirect would take what is told elsewhere, and counts as refused. */
function inspect({ ok, status, headers }: Response): Failure | undefined {
  return ok ? undefined : detectAnswer({ status: Math.max(400, status), headers });
}

function asIs(payload: WebhookPayload): unknown {
  return payload;
}
