import type { IncomingMessage, ServerResponse } from 'node:http';

/** What may be told back to a client and written to a log: short, and nothing that could break either. */
const SOUND = /^[\w.:=+/@-]{1,128}$/;

/** The id that the request goes by already: of the response, of the logger (`request.id`), of the client; or a new one. */
export function requestIdOf(request: IncomingMessage, response: ServerResponse): string {
  return (
    sound(response.headersSent ? undefined : response.getHeader('x-request-id')) ??
    sound((request as { readonly id?: unknown }).id) ??
    sound(request.headers['x-request-id']) ??
    crypto.randomUUID()
  );
}

function sound(id: unknown): string | undefined {
  const text = typeof id === 'number' ? String(id) : id;
  return typeof text === 'string' && SOUND.test(text) ? text : undefined;
}
