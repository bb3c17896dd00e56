import type { Exchange } from '../server/exchange.ts';
import type { Reply } from './reply.ts';

export function streamHeaders(reply: Reply): Record<string, string> {
  return { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', ...reply.headers };
}

/**
 * Writes the events one by one, `chunkMs` apart, no faster than the client reads them.
 * @returns whether the client was there to the end.
 */
export async function sendEvents(events: readonly string[], exchange: Exchange, chunkMs: number): Promise<boolean> {
  for (const [index, event] of events.entries()) {
    if (index > 0 && chunkMs > 0 && !(await exchange.sleep(chunkMs))) return false;
    const written = exchange.write(event);
    if (written !== true && !(await written)) return false;
  }
  return exchange.open;
}
