import type { Clock } from '@breakwater/core';
import type { Query } from '../view/view.ts';
import type { Moment, Shown, Viewer } from '../view/viewer.ts';
import { respond, respondText } from './security-headers.ts';

/** How often watchers hear of changes, milliseconds. */
const EVERY_MS = 1_000;
/** A watcher hears something at least this often, or proxies take the connection for dead. In updates. */
const SILENT_AT_MOST = 10;
/** A browser whose connection broke waits so long before it comes back, milliseconds. */
const RETRY_MS = 1_000;
/** A connection is made anew after this many updates, ten minutes: who may no longer see the page is out by then. */
const LONGEST = 600;
/** What may lie unread before a watcher is left out, in events: a slow line must not fill our memory. */
const UNREAD_AT_MOST = 4;

interface Watcher {
  readonly query: Query;
  readonly stream: ReadableStreamDefaultController<Uint8Array>;
  /** Undefined when all of it must be sent anew. */
  shown: Shown | undefined;
  silentFor: number;
  updates: number;
}

/** Those who watch. While there are none it costs nothing: no timer, no snapshot. */
export class Live {
  readonly #viewer: Viewer;
  readonly #clock: Clock;
  readonly #most: number;
  readonly #watchers = new Set<Watcher>();
  readonly #encoder = new TextEncoder();
  #timer: unknown = undefined;

  /** @param most - how many may watch at once. */
  constructor(viewer: Viewer, clock: Clock, most: number) {
    this.#viewer = viewer;
    this.#clock = clock;
    this.#most = most;
  }

  /** Server-sent events: a `view`, and then every second an `update` with what has changed. */
  watch(query: Query): Response {
    if (this.#watchers.size >= this.#most) {
      return respondText(`Too many watch: allowed are ${this.#most} at once (maxWatchers)`, 503, {
        'retry-after': '10',
      });
    }
    let watcher: Watcher | undefined = undefined;
    const body = new ReadableStream<Uint8Array>(
      {
        start: (stream) => {
          watcher = { query, stream, shown: undefined, silentFor: 0, updates: 0 };
          this.#watchers.add(watcher);
          this.#send(watcher, this.#viewer.moment());
          this.#schedule();
        },
        cancel: () => this.#leave(watcher),
      },
      { highWaterMark: UNREAD_AT_MOST },
    );
    // Proxies must hand events on at once.
    return respond(body, 200, 'text/event-stream; charset=utf-8', { 'x-accel-buffering': 'no' });
  }

  /** Ends all connections. */
  close(): void {
    for (const watcher of this.#watchers) this.#end(watcher);
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#watchers.size === 0) return;
    this.#timer = this.#clock.setTimer(() => {
      this.#timer = undefined;
      const moment = this.#viewer.moment();
      for (const watcher of this.#watchers) this.#send(watcher, moment);
      this.#schedule();
    }, EVERY_MS);
    this.#clock.holdProcess?.(this.#timer, false);
  }

  #send(watcher: Watcher, moment: Moment): void {
    if (++watcher.updates > LONGEST) return this.#end(watcher);
    if ((watcher.stream.desiredSize ?? 0) <= 0) {
      watcher.shown = undefined; // it reads too slowly: what it misses comes with the next view
      return;
    }
    const { query } = watcher;
    if (watcher.shown === undefined) {
      const { view, shown } = this.#viewer.view(query, moment);
      watcher.shown = shown;
      this.#write(watcher, 'view', view);
      return;
    }
    // A moment of the past does not change, but the gates do.
    const { update, shown } = this.#viewer.update(query, watcher.shown, moment);
    watcher.shown = shown;
    const { targets, periods, failures, alerts } = update;
    const isNews = Object.keys(targets).length + periods.length + failures.length + alerts.length > 0;
    if (isNews || ++watcher.silentFor >= SILENT_AT_MOST) this.#write(watcher, 'update', update);
  }

  #write(watcher: Watcher, event: 'view' | 'update', data: unknown): void {
    watcher.silentFor = 0;
    const retry = event === 'view' ? `retry: ${RETRY_MS}\n` : '';
    watcher.stream.enqueue(this.#encoder.encode(`${retry}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
  }

  #end(watcher: Watcher): void {
    this.#leave(watcher);
    watcher.stream.close();
  }

  #leave(watcher: Watcher | undefined): void {
    if (watcher !== undefined) this.#watchers.delete(watcher);
    if (this.#watchers.size > 0 || this.#timer === undefined) return;
    this.#clock.clearTimer(this.#timer);
    this.#timer = undefined;
  }
}
