import type { IncomingMessage, ServerResponse } from 'node:http';

/** What may be told back to a client and written to a log: short, and nothing that could break either. */
const SOUND = /^[\w.:=+/@-]{1,128}$/;

/** The id that the request goes by already: of the response, of the logger (`request.id`), of the client; or a new one. */
export function requestIdOf(request: IncomingMessage, response: ServerResponse): string {
  const known = [
    response.headersSent ? undefined : response.getHeader('x-request-id'),
    (request as { readonly id?: unknown }).id,
    request.headers['x-request-id'],
  ];
  for (const id of known) {
    const text = typeof id === 'number' ? String(id) : id;
    if (typeof text === 'string' && SOUND.test(text)) return text;
  }
  return crypto.randomUUID();
}
