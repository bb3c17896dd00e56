import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../clock.ts';

/** A listening port that can be shut and opened again, so that clients are truly refused in between. */
export interface Port {
  /** The number listened on; kept while the port is shut. */
  readonly number: number;
  readonly listening: boolean;
  readonly connections: number;
  /** Stops listening and resets every connection. */
  shut(): void;
  /** Listens again on the same number. If something else took it meanwhile, keeps trying until `end`. */
  reopen(): void;
  /** Stops for good: no socket and no timer is left when it resolves. */
  end(): Promise<void>;
}

// Between two tries to get the port back from whoever took it.
const RETRY_MS = 50;

/** Listens. @throws the operating system's error, for example EADDRINUSE. */
export async function openPort(server: Server, host: string, wanted: number, clock: Clock): Promise<Port> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {}); // a client's reset; its request's record tells
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(wanted, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  const number = typeof address === 'object' && address !== null ? address.port : wanted;

  let wantOpen = true;
  let opening = false; // listening takes a moment, in which the wish may change
  let opened: Promise<void> | undefined;
  let settleOpened: () => void = () => {};
  let retry: unknown;
  const listen = (): void => {
    retry = undefined;
    if (!wantOpen || opening || server.listening) return;
    opening = true;
    opened = new Promise((resolve) => (settleOpened = resolve));
    server.listen(number, host);
  };
  server.on('listening', () => {
    opening = false;
    if (!wantOpen) server.close();
    settleOpened();
  });
  server.on('error', () => {
    opening = false;
    if (wantOpen) retry ??= clock.setTimer(listen, RETRY_MS);
    settleOpened();
  });
  const stopListening = (): void => {
    wantOpen = false;
    if (retry !== undefined) clock.clearTimer(retry);
    retry = undefined;
    if (server.listening) server.close();
  };

  return {
    number,
    get listening() {
      return server.listening;
    },
    get connections() {
      return sockets.size;
    },
    shut() {
      stopListening();
      for (const socket of sockets) socket.resetAndDestroy();
    },
    reopen() {
      wantOpen = true;
      if (retry === undefined) listen();
    },
    async end() {
      stopListening();
      if (opening) await opened; // it shuts again at once, since it is not wanted any more
      const closed = [...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
      // A server that does not listen, but has not yet told so, calls back all the same.
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
