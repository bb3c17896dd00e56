import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { ByteSource } from '@breakwater/core/adapter';
import type { Answer } from './forward.ts';

/**
 * Up to this length, bytes, an answer is joined to its head and both are written as one. Node does so with text only, and
 * latin1 is text in which each character is a byte: what goes out is what came. A longer one is not worth a copy.
 */
const IN_ONE_PIECE = 8_192;

/**
 * Hands an answer on to the client. A stream passes no faster than the client reads it: while it does not, the upstream
 * is not read either.
 *
 * @throws the error with which a stream breaks off: for the error handler, which ends it as its protocol says.
 */
export async function relay({ status, contentType, body }: Answer, response: ServerResponse): Promise<void> {
  response.statusCode = status;
  response.setHeader('content-type', contentType);
  if (Buffer.isBuffer(body)) {
    response.setHeader('content-length', body.length);
    if (body.length > IN_ONE_PIECE) response.end(body);
    else response.end(body.toString('latin1'), 'latin1');
    return;
  }
  response.setHeader('cache-control', 'no-cache, no-transform');
  response.setHeader('x-accel-buffering', 'no'); // nginx would hold the stream back
  await relayStream(body, response);
}

async function relayStream(source: ByteSource, response: ServerResponse): Promise<void> {
  for (;;) {
    const { done, value } = await source.read();
    if (response.closed) {
      source.cancel();
      return;
    }
    if (done === true) {
      response.end();
      return;
    }
    if (!response.write(value)) await writable(response);
  }
}

/** The client has read what it was sent, or has left. */
async function writable(response: ServerResponse): Promise<void> {
  const settled = new AbortController();
  const { signal } = settled;
  const waits = [once(response, 'drain', { signal }), once(response, 'close', { signal })];
  for (const wait of waits) wait.catch(() => undefined); // the other one, which is not waited for any more
  await Promise.race(waits);
  settled.abort();
}
