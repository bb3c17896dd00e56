import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Dashboard } from './dashboard.ts';

/** A listener of `node:http`, and a middleware of Express and whatever else takes these three. */
export type NodeHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => void;

/** No request to the dashboard has a body beyond this; bytes. */
const LONGEST_BODY = 16_384;

/**
 * A dashboard as a listener of `node:http` or a middleware of Express. Requests for anything else go to `next`; without
 * it they get a 404.
 */
export function toNodeHandler(dashboard: Dashboard): NodeHandler {
  return (incoming, outgoing, next) => {
    const url = urlOf(incoming);
    const isOurs = url.pathname === dashboard.basePath || url.pathname.startsWith(`${dashboard.basePath}/`);
    if (!isOurs && next !== undefined) return next();
    void serve(dashboard, url, incoming, outgoing).catch(() => outgoing.destroy());
  };
}

async function serve(
  dashboard: Dashboard,
  url: URL,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const { method = 'GET' } = incoming;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const body = hasBody ? await readBody(incoming) : null;
  if (body === undefined) {
    outgoing.writeHead(413, { connection: 'close' }).end();
    return;
  }
  const answer = await dashboard.handle(new Request(url, { method, headers: headersOf(incoming), body }));
  outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
  const reader = answer.body?.getReader();
  if (reader === undefined) {
    outgoing.end();
    return;
  }
  outgoing.once('close', () => void reader.cancel().catch(() => undefined));
  if (outgoing.destroyed) await reader.cancel();
  outgoing.flushHeaders();
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    // Read no further than the line takes, so that the dashboard notices a slow one.
    if (!outgoing.write(chunk.value)) await drained(outgoing);
  }
  outgoing.end();
}

function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      outgoing.off('drain', done).off('close', done);
      resolve();
    };
    outgoing.once('drain', done).once('close', done);
  });
}

/** Express takes the path that it was mounted at off `url`, and keeps the whole in `originalUrl`. */
function urlOf(incoming: IncomingMessage & { readonly originalUrl?: string }): URL {
  const path = incoming.originalUrl ?? incoming.url ?? '/';
  const protocol = 'encrypted' in incoming.socket ? 'https' : 'http';
  const host = incoming.headers.host ?? 'localhost';
  // A path that begins with two slashes would be read as a host.
  const base = URL.canParse(`${protocol}://${host}`) ? `${protocol}://${host}` : 'http://invalid.invalid';
  return new URL(base + (path.startsWith('/') ? path : '/'));
}

function headersOf({ headersDistinct }: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  return headers;
}

/** Undefined for one that is too long. A parser may have read it already, as `express.json()` does. */
async function readBody(incoming: IncomingMessage & { readonly body?: unknown }): Promise<string | undefined> {
  const { body } = incoming;
  if (body !== undefined && incoming.readableEnded) return typeof body === 'string' ? body : JSON.stringify(body);
  let text = '';
  incoming.setEncoding('utf8');
  for await (const chunk of incoming) {
    text += String(chunk);
    if (text.length > LONGEST_BODY) return undefined;
  }
  return text;
}
