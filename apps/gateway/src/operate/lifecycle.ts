import { once } from 'node:events';
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the gateway is doing. */
export type Phase = 'starting' | 'ready' | 'draining';

/** How a server is shut down. */
export interface ShutdownTimes {
  /** Between saying "not ready" and taking no more connections, milliseconds. */
  readonly announceMs: number;
  /** How long requests and streams may go on after that, milliseconds. */
  readonly graceMs: number;
}

/** Load balancers keep connections for 60 s, and must never find one closed that they are about to use. */
const KEEP_ALIVE_MS = 75_000;

/** Connections whose last answer began before the end are kept alive after it, and are closed as soon as that is seen. */
const LOOK_EVERY_MS = 50;

/** A server, from its first connection to its last. */
export class Lifecycle {
  phase: Phase = 'starting';
  readonly #server: Server;
  readonly #times: ShutdownTimes;
  #ending: Promise<boolean> | undefined;

  constructor(server: Server, times: ShutdownTimes) {
    this.#server = server;
    this.#times = times;
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    // On the way out, every answer is the last of its connection.
    server.prependListener('request', (_request, response) => {
      if (this.phase === 'draining') response.setHeader('connection', 'close');
    });
  }

  /** @throws the operating system's error for an address that cannot be had */
  async listen(port: number, host: string): Promise<void> {
    this.#server.listen(port, host);
    await once(this.#server, 'listening');
    this.phase = 'ready';
  }

  /**
   * Ends it in good order: says that it is not ready, takes no more connections, and lets requests and streams that are
   * under way go on to their end.
   *
   * @param release - ends what would never end by itself.
   * @returns whether all of them got there in time; the others were cut off.
   */
  close(release: () => Promise<void>): Promise<boolean> {
    return (this.#ending ??= this.#drain(release));
  }

  async #drain(release: () => Promise<void>): Promise<boolean> {
    this.phase = 'draining';
    if (this.#times.announceMs > 0) await sleep(this.#times.announceMs);
    const closed = new Promise<boolean>((resolve) => this.#server.close(() => resolve(true)));
    await release();
    const closing = setInterval(() => this.#server.closeIdleConnections(), LOOK_EVERY_MS);
    const inTime = new AbortController();
    const tooLate = sleep(this.#times.graceMs, false, { signal: inTime.signal }).catch(() => true);
    const allEnded = await Promise.race([closed, tooLate]);
    inTime.abort();
    if (!allEnded) this.#server.closeAllConnections();
    await closed;
    clearInterval(closing);
    return allEnded;
  }
}
