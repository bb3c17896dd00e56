/**
 * An upstream that costs as little as it can, for load: what it does not take of the processor is left to the gateways.
 * `node light-upstream.ts <LightAnswer as JSON> [n]` prints its URL when it listens, and answers everything alike; with
 * `n`, every nth answer is a 503.
 */
import { type AddressInfo, createServer } from 'node:net';
import { readMessages } from './messages.ts';

export interface LightAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const answer = JSON.parse(process.argv[2] ?? '') as LightAnswer;
const failEvery = Number(process.argv[3] ?? Infinity);
const GOOD = prepare('200 OK', answer);
const BAD = prepare('503 Service Unavailable', {
  ...answer,
  body: JSON.stringify({ error: { message: 'Overloaded', type: 'server_error' } }),
});
let asked = 0;

function prepare(status: string, { headers, body }: LightAnswer): Buffer {
  const fields = { ...headers, 'content-length': String(Buffer.byteLength(body)) };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n${body}`);
}

// It closes no connection: none is closed that a gateway is about to use.
const server = createServer({ noDelay: true }, (socket) => {
  const read = readMessages(() => socket.write(++asked % failEvery === 0 ? BAD : GOOD));
  socket.on('data', read).on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
