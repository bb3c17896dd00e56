import type { IncomingMessage } from 'node:http';

/** The largest request body taken, in bytes; what Anthropic's edge allows, the larger of the two APIs. */
const MAXIMUM_BODY_BYTES = 32 * 1024 * 1024;

/** Reads a request's body as text. Nothing when it is larger than `MAXIMUM_BODY_BYTES`, or the client left before its end. */
export function readBody(request: IncomingMessage): Promise<string | undefined> {
  if (request.method === 'GET' || request.method === 'HEAD') {
    request.resume();
    return Promise.resolve('');
  }
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAXIMUM_BODY_BYTES) chunks.push(chunk);
      else resolve(undefined); // the rest is read and dropped, so that the refusal reaches a client still sending
    });
    request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.once('close', () => resolve(undefined));
    request.once('error', () => resolve(undefined));
  });
}
