/** As much load as goes, as a program of its own: `node peak-load.ts <JSON of PeakLoad>` prints a `PeakResult` as JSON. */
import { connect } from 'node:net';
import { readMessages } from './messages.ts';

export interface PeakLoad {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly seconds: number;
  /** Each asks, waits for the answer, and asks again. */
  readonly connections: number;
}

export interface PeakResult {
  readonly perSecond: number;
  readonly requests: number;
  /** Requests without an answer of status 200. */
  readonly lost: number;
  /** Processor time of the load itself, milliseconds a request. */
  readonly cpuMs: number;
}

const { url, headers, body, seconds, connections } = JSON.parse(process.argv[2] ?? '') as PeakLoad;
const { host, hostname, port, pathname } = new URL(url);
const fields = { host, ...headers, 'content-length': String(Buffer.byteLength(body)) };
const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
const REQUEST = Buffer.from(`POST ${pathname} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);

/** A client stays for this long, milliseconds. */
const PATIENCE_MS = 10_000;

/** All connections read into the same bytes, which are looked at and forgotten. */
const received = Buffer.alloc(65_536);
let requests = 0;
let lost = 0;
let over = false;

/** Asks again and again on one connection, and on another one whenever that ends. Resolves when it is over. */
function ask(): Promise<void> {
  return new Promise((resolve) => {
    let waiting = true;
    const settle = (served: boolean): void => {
      waiting = false;
      requests++;
      if (!served) lost++;
    };
    const send = (): void => {
      waiting = !over;
      if (over) socket.destroy();
      else socket.write(REQUEST);
    };
    const read = readMessages((head) => {
      settle(head.startsWith('HTTP/1.1 200 '));
      if (/\r\nconnection: *close/i.test(head)) socket.destroy();
      else send();
    });
    const callback = (size: number): boolean => {
      read(received.subarray(0, size));
      return true;
    };
    const socket = connect({
      host: hostname,
      port: Number(port),
      noDelay: true,
      onread: { buffer: received, callback },
    });
    socket.once('connect', send);
    socket.setTimeout(PATIENCE_MS, () => socket.destroy());
    socket.on('error', () => undefined); // told by 'close'
    socket.once('close', () => {
      if (waiting) settle(false);
      resolve(over ? undefined : ask());
    });
  });
}

const startedAt = performance.now();
const usedBefore = process.cpuUsage();
setTimeout(() => (over = true), seconds * 1_000);
await Promise.all(Array.from({ length: connections }, ask));
const tookSeconds = (performance.now() - startedAt) / 1_000;
const { user, system } = process.cpuUsage(usedBefore);
const found: PeakResult = {
  perSecond: requests / tookSeconds,
  requests,
  lost,
  cpuMs: (user + system) / 1_000 / requests,
};
console.log(JSON.stringify(found));
