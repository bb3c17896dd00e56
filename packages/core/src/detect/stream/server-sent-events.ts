import { type FrameReader, MAX_FRAME, type Splitter } from './frame.ts';
import { LineSplitter } from './line-splitter.ts';

/** The fields of an event; whatever else a line begins with is no part of one. */
const FIELD = /^(data|event|id|retry)(?::|$)/;

/**
 * Server-sent events: WHATWG HTML 9.2.6. Two things are taken that the standard drops, because upstreams end with them:
 * an event without the blank line after it, and lines that are no field at all, as the bare JSON that Google appends.
 */
export function serverSentEvents(reader: FrameReader): Splitter {
  let name = '';
  let data: string | undefined;
  let cut = false;

  function add(text: string): void {
    const whole = data === undefined ? text : `${data}\n${text}`;
    if (whole.length > MAX_FRAME) cut = true;
    data = whole.length > MAX_FRAME ? whole.slice(0, MAX_FRAME) : whole;
  }

  function dispatch(): void {
    const frame = data === undefined ? undefined : { name, data, cut, failed: name === 'error' };
    name = '';
    data = undefined;
    cut = false;
    if (frame !== undefined) reader.read(frame);
  }

  function take(line: string, isCut: boolean): void {
    if (line === '') return dispatch();
    if (line.startsWith(':')) return undefined;
    if (isCut) cut = true;
    if (line.startsWith('data: ')) return add(line.slice(6));
    const field = FIELD.exec(line)?.[1];
    if (field === undefined) return add(line);
    const value = line.slice(field.length + (line[field.length + 1] === ' ' ? 2 : 1));
    if (field === 'data') add(value);
    else if (field === 'event') name = value;
  }

  // Between two events, and nowhere else.
  const lines = new LineSplitter(take, (bytes, from) =>
    data === undefined && name === '' ? reader.leap(bytes, from) : from,
  );

  return {
    take: (bytes) => lines.take(bytes),
    end() {
      lines.end();
      dispatch();
    },
  };
}
