/** A server on loopback that answers as each test says: for bytes, sockets and headers that have to be exact. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Answers one request, whose body has been read. */
export type Step = (response: ServerResponse, request: Received) => void;

export interface Upstream extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly Received[];
  /** Connections that are open now. */
  readonly connections: number;
  /** Resolves when no connection is open. */
  drained(): Promise<void>;
}

/** @param steps - one for each request; the last one serves all that follow. */
export async function startUpstream(...steps: readonly Step[]): Promise<Upstream> {
  const received: Received[] = [];
  let connections = 0;
  let waiting: (() => void)[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    response.on('error', () => undefined);
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const record: Received = { method, url, headers, body: Buffer.concat(chunks) };
      received.push(record);
      (steps[received.length - 1] ?? steps.at(-1))?.(response, record);
    });
  });
  server.on('connection', (socket) => {
    connections += 1;
    socket.once('close', () => {
      connections -= 1;
      if (connections > 0) return;
      for (const resolve of waiting) resolve();
      waiting = [];
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    get connections() {
      return connections;
    },
    drained: () => (connections === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers with a status and a body: text as it is, anything else as JSON. */
export function answer(status: number, body: unknown = {}, headers: Record<string, string> = {}): Step {
  return (response) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const type = typeof body === 'string' ? 'text/plain' : 'application/json';
    response.writeHead(status, { 'content-type': type, ...headers }).end(text);
  };
}

/** Ends the connection without an answer. */
export const reset: Step = (response) => void response.socket?.resetAndDestroy();

/** Never answers. */
export const hang: Step = () => undefined;
