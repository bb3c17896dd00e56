import { type FrameReader, MAX_FRAME, type Splitter } from './frame.ts';

/** Lengths of the whole message and of its headers, and a checksum of the two. */
const PRELUDE_BYTES = 12;
const CHECKSUM_BYTES = 4;
/** How many bytes a header's value takes, by its type; strings and byte arrays say so themselves. */
const VALUE_BYTES: readonly number[] = [0, 0, 1, 2, 4, 8, -1, -1, 8, 16];
const STRING = 7;

/**
 * `application/vnd.amazon.eventstream`, as Bedrock streams: binary messages with headers, of which the type of the event
 * or of the exception is one. Checksums are left to the client that reads the bytes. Smithy, "Amazon Event Stream".
 */
export function awsEventStream(reader: FrameReader): Splitter {
  let rest = new Uint8Array(0);
  /** Bytes of a message too long to keep that are still to come. */
  let skip = 0;

  function message(bytes: Uint8Array, cut: boolean): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const headersEnd = PRELUDE_BYTES + view.getUint32(4);
    const headers = readHeaders(bytes, view, Math.min(headersEnd, bytes.length));
    const failed = headers[':message-type'] === 'exception' || headers[':message-type'] === 'error';
    const name = headers[':exception-type'] ?? headers[':error-code'] ?? headers[':event-type'] ?? '';
    const payload = bytes.subarray(headersEnd, cut ? bytes.length : bytes.length - CHECKSUM_BYTES);
    const data = new TextDecoder().decode(payload);
    reader.read({ name, data: data === '' ? (headers[':error-message'] ?? '') : data, cut, failed });
  }

  function take(bytes: Uint8Array): void {
    const skipped = Math.min(skip, bytes.length);
    skip -= skipped;
    let all = bytes.subarray(skipped);
    if (rest.length > 0) {
      const joined = new Uint8Array(rest.length + all.length);
      joined.set(rest);
      joined.set(all, rest.length);
      all = joined;
    }
    while (all.length >= PRELUDE_BYTES) {
      const length = new DataView(all.buffer, all.byteOffset).getUint32(0);
      // What cannot be a message is none of this framing: nothing more can be read.
      if (length < PRELUDE_BYTES + CHECKSUM_BYTES) {
        skip = Infinity;
        all = all.subarray(all.length);
        break;
      }
      if (all.length < length && all.length < MAX_FRAME) break;
      message(all.subarray(0, length), all.length < length);
      skip = Math.max(0, length - all.length);
      all = all.subarray(Math.min(length, all.length));
    }
    rest = all.slice();
  }

  return {
    take,
    end() {
      // Part of a message says nothing.
    },
  };
}

function readHeaders(bytes: Uint8Array, view: DataView, end: number): Record<string, string> {
  const headers: Record<string, string> = {};
  const decoder = new TextDecoder();
  let at = PRELUDE_BYTES;
  while (at + 2 < end) {
    const nameEnd = at + 1 + bytes[at]!;
    const name = decoder.decode(bytes.subarray(at + 1, nameEnd));
    const type = bytes[nameEnd] ?? 0;
    at = nameEnd + 1;
    let length = VALUE_BYTES[type] ?? end;
    if (length < 0) {
      if (at + 2 > end) break;
      length = view.getUint16(at);
      at += 2;
    }
    if (type === STRING) headers[name] = decoder.decode(bytes.subarray(at, Math.min(at + length, end)));
    at += length;
  }
  return headers;
}
