import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';

/** One request being answered: all that a fault can do to the wire. Every method does nothing once the exchange is over. */
export interface Exchange {
  readonly clock: Clock;
  /** Whether the client is still there and nothing has ended the answer. */
  readonly open: boolean;
  /** Resolves when the exchange is over, whoever ended it. Never rejects. */
  readonly gone: Promise<void>;
  /** A whole answer with its length. */
  send(status: number, headers: OutgoingHttpHeaders, body: string): void;
  head(status: number, headers: OutgoingHttpHeaders): void;
  /** Writes part of the body. `true` when more can follow at once, else a promise of whether more can follow. */
  write(chunk: string): true | Promise<boolean>;
  /** Writes part of the body, the headers first if they wait, and resolves once the operating system has it. */
  flush(chunk: string): Promise<void>;
  /** Gives the client time to read what was sent, before a reset. */
  settle(): Promise<void>;
  end(): void;
  /** Writes bytes on the connection, past HTTP, and resolves once the operating system has them. */
  raw(bytes: string): Promise<void>;
  /** Ends the connection with a TCP reset. */
  reset(): void;
  /** Ends the connection in good order, whatever was promised to follow. */
  hangUp(): void;
  /** Waits. @returns whether the exchange is still open then. */
  sleep(lengthMs: number): Promise<boolean>;
}

/** How an exchange ended. */
export type Ending =
  | 'answered' // the last byte of what was meant to be sent is on its way
  | 'connection-broken' // we reset or closed the connection
  | 'client-hung-up'; // the client, or the closing of the server, ended it before we did

// A client that finds data and a reset together may report a plain end after the data (Node 22 does). Real time, not the
// scenario's: it is the other side's event loop that needs it.
const SETTLE_MS = 10;

/** Wraps a request and its response. `onEnd` is called once. */
export function createExchange(
  request: IncomingMessage,
  response: ServerResponse,
  clock: Clock,
  onEnd: (ending: Ending) => void,
): Exchange {
  const { socket } = request;
  let open = true;
  let broken = false;
  // Woken when the exchange ends, so that no timer and no waiting write outlives it.
  const sleepers = new Set<() => void>();
  let resolveGone: () => void = () => {};
  const gone = new Promise<void>((resolve) => (resolveGone = resolve));

  const wakeAll = (): void => {
    for (const wake of [...sleepers]) wake();
    resolveGone();
  };
  response.once('close', () => {
    open = false;
    onEnd(broken ? 'connection-broken' : response.writableFinished ? 'answered' : 'client-hung-up');
    wakeAll();
  });
  response.on('error', () => {}); // a write to a client that left; `close` follows and tells

  const until = (arrange: (wake: () => void) => () => void): Promise<boolean> =>
    new Promise((resolve) => {
      const wake = (): void => {
        sleepers.delete(wake);
        disarm();
        resolve(open);
      };
      sleepers.add(wake);
      const disarm = arrange(wake);
    });

  const breakOff = (how: () => void): void => {
    if (!open) return;
    open = false;
    broken = true;
    how();
  };

  return {
    clock,
    gone,
    get open() {
      return open;
    },
    send(status, headers, body) {
      if (!open) return;
      response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }); // may throw: still open then
      open = false;
      response.end(body);
    },
    head(status, headers) {
      if (open) response.writeHead(status, headers);
    },
    write(chunk) {
      if (!open) return Promise.resolve(false);
      if (response.write(chunk)) return true;
      return until((wake) => {
        response.once('drain', wake);
        return () => response.off('drain', wake);
      });
    },
    async flush(chunk) {
      if (!open) return;
      if (chunk === '') response.flushHeaders();
      await until((wake) => {
        // An empty write carries no chunk; its callback still comes after everything before it.
        response.write(chunk, () => wake());
        return () => {};
      });
    },
    async settle() {
      if (!open) return;
      await until((wake) => {
        const timer = setTimeout(wake, SETTLE_MS);
        return () => clearTimeout(timer);
      });
    },
    end() {
      if (!open) return;
      open = false;
      response.end();
    },
    async raw(bytes) {
      if (!open) return;
      await until((wake) => {
        socket.write(bytes, () => wake());
        return () => {};
      });
    },
    reset: () => breakOff(() => socket.resetAndDestroy()),
    hangUp: () => breakOff(() => socket.destroySoon()),
    async sleep(lengthMs) {
      if (!open || lengthMs <= 0) return open;
      return until((wake) => {
        const timer = clock.setTimer(wake, lengthMs);
        return () => clock.clearTimer(timer);
      });
    },
  };
}
