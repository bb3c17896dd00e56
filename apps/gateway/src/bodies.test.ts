import { once } from 'node:events';
import { createServer, type IncomingMessage, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ask, FAST, QUESTION, start, type Started } from '../test/start.ts';

/** A gateway before an upstream that answers with `body`. */
async function startBefore(body: string): Promise<Started> {
  const server = createServer((request, response) => {
    request.resume().once('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end(body));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const openai = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const started = await start({}, FAST, { upstreams: { a: { openai } } });
  return {
    ...started,
    async [Symbol.asyncDispose]() {
      await started[Symbol.asyncDispose]();
      server.close();
    },
  };
}

describe('an answer', () => {
  it.each([
    ['short', 1],
    ['long', 5_000],
  ])('passes byte for byte: a %s one', async (_length, times) => {
    const wanted = `{"choices": [{"message": {"content": "${'Wellen 波 🌊 é\\u00e9'.repeat(times)}"}}]}\n`;
    await using started = await startBefore(wanted);
    const response = await ask(started.gateway, QUESTION);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.equals(Buffer.from(wanted))).toBe(true);
    expect(response.headers.get('content-length')).toBe(String(bytes.length));
  });
});

describe('the body of a request', () => {
  it('may be compressed', async () => {
    await using started = await start();
    const body = gzipSync(JSON.stringify(QUESTION));
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const response = await fetch(`${started.gateway.url}/v1/chat/completions`, { method: 'POST', headers, body });
    expect(response.status).toBe(200);
    expect(started.chaos.requests[0]?.body).toBe(JSON.stringify(QUESTION));
  });

  it('may come in pieces', async () => {
    await using started = await start();
    const body = JSON.stringify({ ...QUESTION, padding: 'x'.repeat(200_000) });
    expect(await upload(started, [body.slice(0, 10), body.slice(10, 100_000), body.slice(100_000)])).toBe(200);
    expect(started.chaos.requests[0]?.body).toBe(body);
  });

  it('is refused as soon as it is too long, whether or not it said so', async () => {
    await using started = await start({}, FAST, { limits: { bodyBytes: 1_000 } });
    expect((await ask(started.gateway, 'x'.repeat(1_001))).status).toBe(413);
    expect(await upload(started, ['x'.repeat(600), 'x'.repeat(600), 'x'.repeat(600)])).toBe(413);
    expect(started.chaos.requests).toEqual([]);
  });
});

/** Sends pieces one by one, without a length. @returns the status. */
async function upload({ gateway }: Started, pieces: readonly string[]): Promise<number | undefined> {
  const request = send(`${gateway.url}/v1/chat/completions`, { method: 'POST', agent: false });
  for (const piece of pieces) await new Promise((resolve) => request.write(piece, resolve));
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}
