/**
 * An upstream that costs as little as it can, for load: what it does not take of the processor is left to the gateways.
 * `node light-upstream.ts <LightAnswer as JSON> [n]` prints its URL when it listens, and answers everything alike; with
 * `n`, every nth answer is a 503.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LightAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const answer = JSON.parse(process.argv[2] ?? '') as LightAnswer;
const failEvery = Number(process.argv[3] ?? Infinity);
const good = prepare(answer);
const bad = prepare({ ...answer, body: JSON.stringify({ error: { message: 'Overloaded', type: 'server_error' } }) });
let asked = 0;

function prepare({ headers, body }: LightAnswer): { readonly headers: Record<string, string>; readonly bytes: Buffer } {
  const bytes = Buffer.from(body);
  return { headers: { ...headers, 'content-length': String(bytes.length) }, bytes };
}

// Connections are kept for longer than any gateway keeps them: none is closed that one is about to use.
const server = createServer({ keepAliveTimeout: 300_000 }, (request, response) => {
  const fails = ++asked % failEvery === 0;
  const { headers, bytes } = fails ? bad : good;
  request.resume().once('end', () => response.writeHead(fails ? 503 : 200, headers).end(bytes));
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
