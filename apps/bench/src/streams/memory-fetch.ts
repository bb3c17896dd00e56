import type { Fetch } from '@breakwater/fetch';
import { LAST, manyEvents } from './events.ts';

/** What a read from a socket brings at most, bytes. */
const PIECE = 65_536;

/** A fetch that is answered out of memory, in pieces that lie ready: what is left when nothing else takes any time. */
export function memoryFetch(events: number): Fetch {
  const bytes = new TextEncoder().encode(manyEvents(events) + LAST);
  return async () => {
    let at = 0;
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        pull(controller) {
          if (at === bytes.length) return controller.close();
          const end = Math.min(bytes.length, at + PIECE);
          controller.enqueue(bytes.subarray(at, end));
          at = end;
        },
      },
      { highWaterMark: 0 },
    );
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
}
