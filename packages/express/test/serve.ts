import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';
import express4 from 'express-4';

/** The two versions that are supported, for tests that run with each. */
export const VERSIONS: readonly (readonly [string, () => Express])[] = [
  ['Express 5', () => express()],
  ['Express 4', () => express4()],
];

export interface Served extends AsyncDisposable {
  readonly url: string;
  /** Connections that are open now. */
  connections(): Promise<number>;
}

/** Listens on a free port of the loopback interface. */
export async function serve(app: Express): Promise<Served> {
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () =>
      new Promise((resolve, reject) => {
        server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
