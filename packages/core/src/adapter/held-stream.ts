import { nodeReadable } from './node-readable.ts';

/** The most of an error body that is kept in memory, bytes: error bodies are far smaller. */
const MAX_BYTES = 65_536;
/** How long the rest of an error body is waited for, milliseconds: it mostly arrives with its head. */
const MAX_WAIT_MS = 1_000;

const LATE: { readonly value?: undefined } = {};

/** A stream whose beginning, mostly all of it, has been read. */
export interface Held {
  readonly bytes: Uint8Array;
  /** A stream of the same kind with the same bytes and what follows them; it fails where the first one failed. */
  replay(): object;
  /** Closes what is left unread. */
  close(): void;
  /** `whole`: `bytes` are all of it. `broken`: it broke after them. */
  readonly state: 'whole' | 'open' | 'broken';
  /** What it broke with. */
  readonly error: unknown;
}

/** How much of a stream is read, and for how long. */
export interface HoldLimits {
  /** Bytes. @defaultValue 65536 */
  readonly maxBytes?: number | undefined;
  /** Milliseconds; Infinity for no limit. @defaultValue 1000 */
  readonly maxWaitMs?: number | undefined;
}

function isWeb(stream: object): stream is ReadableStream<Uint8Array> {
  return 'getReader' in stream;
}

/** `stream` as one of Node's, where there are such and a web stream was not asked for. */
export function streamLike(stream: ReadableStream, web: boolean): object {
  return web ? stream : (nodeReadable()?.fromWeb(stream) ?? stream);
}

/**
 * Reads the beginning of an answer, of an error 64 kB for up to a second: so that it can be classified, and so that its
 * socket is free while the next attempt is waited for.
 *
 * @param stream - a web stream, or a Node one where there are such.
 */
export async function hold(
  stream: object,
  { maxBytes = MAX_BYTES, maxWaitMs = MAX_WAIT_MS }: HoldLimits = {},
): Promise<Held> {
  const web = isWeb(stream);
  const reader = (web ? stream : nodeReadable()!.toWeb(stream)).getReader();
  const chunks: BlobPart[] = [];
  let size = 0;
  let next: Promise<{ value?: Uint8Array | undefined }> = reader.read();
  let timer: unknown;
  const late = new Promise<typeof LATE>((resolve) => {
    if (maxWaitMs < Infinity) timer = setTimeout(resolve, maxWaitMs, LATE);
  });
  let state: Held['state'] = 'open';
  let broken: unknown;
  try {
    while (size < maxBytes) {
      const read = await Promise.race([next, late]);
      if (read === LATE) break;
      const { value } = read;
      if (value === undefined) {
        state = 'whole';
        break;
      }
      chunks.push(value as Uint8Array<ArrayBuffer>);
      size += value.byteLength;
      next = reader.read();
    }
  } catch (error) {
    // `next` says so to whoever reads on.
    state = 'broken';
    broken = error;
  }
  clearTimeout(timer as number);
  next.catch(() => undefined); // nobody may ever read on
  const bytes = new Uint8Array(await new Blob(chunks).arrayBuffer());
  const close = (): void => void reader.cancel().catch(() => undefined);
  const replay = (): object => {
    const again = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(bytes),
      async pull(controller) {
        const { value } = await next;
        if (value === undefined) return controller.close();
        controller.enqueue(value);
        next = reader.read();
      },
      cancel: close,
    });
    return streamLike(again, web);
  };
  return { bytes, replay, close, state, error: broken };
}
