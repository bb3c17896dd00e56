import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ask, FAST, QUESTION, start } from '../test/start.ts';

const STREAM = { ...QUESTION, stream: true };
const chunk = (content: string): string =>
  `data: ${JSON.stringify({ object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content } }] })}\n\n`;

describe('a stream', () => {
  it('passes byte for byte', async () => {
    await using started = await start();
    const direct = await fetch(`${started.chaos.url}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify(STREAM),
    });
    const response = await ask(started.gateway, STREAM);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(response.headers.get('cache-control')).toBe('no-cache, no-transform');
    const wanted = await direct.text();
    const got = await response.text();
    const anonymous = (text: string): string => text.replaceAll(/"id":"[^"]+"|"created":\d+/g, '');
    expect(anonymous(got)).toBe(anonymous(wanted));
  });

  it('arrives as it is written, and not at its end', async () => {
    const { url, answering, close } = await upstream();
    await using _ = close;
    await using started = await start({}, FAST, { upstreams: { a: { openai: url } } });
    const asking = ask(started.gateway, STREAM);
    const written = await answering;
    written.write(chunk('first'));
    const reader = (await asking).body!.getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toContain('first');
    written.end(`${chunk('second')}data: [DONE]\n\n`);
    expect(new TextDecoder().decode((await reader.read()).value)).toContain('second');
  });

  it('is read from the upstream no faster than the client reads it', async () => {
    const { url, answering, close } = await upstream();
    await using _ = close;
    await using started = await start({}, FAST, { upstreams: { a: { openai: url } } });
    const asking = ask(started.gateway, STREAM);
    const written = await answering;
    written.write(chunk('first'));
    const response = await asking;
    const big = chunk('x'.repeat(65_536));
    let sent = 0;
    // Until nobody takes any more: the buffers of three sockets hold a few megabytes, a gateway that reads on holds all.
    while (written.write(big) || (await drains(written))) {
      sent += big.length;
      expect(sent).toBeLessThan(64_000_000);
    }
    expect(process.memoryUsage().arrayBuffers).toBeLessThan(64_000_000);
    await response.body!.cancel();
  });

  it("ends at the upstream when its client leaves, and counts as nobody's failure", async () => {
    const { url, answering, close } = await upstream();
    await using _ = close;
    await using started = await start({}, FAST, { upstreams: { a: { openai: url } } });
    const asking = ask(started.gateway, STREAM);
    const written = await answering;
    written.write(chunk('first'));
    const ended = once(written, 'close');
    await (await asking).body!.cancel();
    await ended;
    await expect.poll(() => started.gateway.breakwater.snapshot().targets['a/gpt-5']?.inFlight).toBe(0);
    const { figures } = started.gateway.breakwater.snapshot().targets['a/gpt-5']!;
    expect(figures).toMatchObject({ attemptsFailed: 0, callsFailed: 0 });
  });

  it('ends with an error of its protocol when the upstream falls silent', async () => {
    const policy = { ...FAST, timeout: { idle: '40ms' } } as const;
    await using started = await start({ a: ['stream-stall:after-events=6'] }, policy);
    const text = await (await ask(started.gateway, STREAM)).text();
    expect(text).toMatch(/data: \{"error":\{"message":"The service took too long to answer\.".+\}\n\n$/);
    expect(text).not.toContain('[DONE]');
  });
});

/** An upstream in the hands of the test. */
async function upstream(): Promise<{ url: string; answering: Promise<ServerResponse>; close: AsyncDisposable }> {
  const server = createServer();
  const answering = new Promise<ServerResponse>((resolve) => {
    server.on('request', (request, response) => {
      request.resume();
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      resolve(response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, answering, close };
}

/** Whether what was written goes out within a moment. */
async function drains(response: ServerResponse): Promise<boolean> {
  return once(response, 'drain', { signal: AbortSignal.timeout(300) }).then(
    () => true,
    () => false,
  );
}
