import { describe, expect, it } from 'vitest';
import { CutEvent } from './cut-event.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('an event that the end of a piece cuts off', () => {
  it('is kept, a copy of it, until the next piece', () => {
    const cut = new CutEvent(false);
    const bytes = bytesOf('data: 1\n\ndata: {"te');
    expect(cut.keep(bytes, 9)).toBe(true);
    bytes.fill(0);
    expect(textOf(cut.begun)).toBe('data: {"te');
    expect(textOf(cut.release())).toBe('data: {"te');
    expect(cut.begun).toHaveLength(0);
  });

  it.each(['event: error\ndata: {"a', 'event: error\ndata: {}\n', '\ndata', ': comment\ndata: {'])(
    'is kept with its lines, as long as none is blank: %j',
    (text) => expect(new CutEvent(false).keep(bytesOf(text), 0)).toBe(true),
  );

  it.each([
    '',
    'data: {}\n\n',
    'data: {}\r\r',
    'data: {}\n\ndata: {',
    'data: {}\r\n\r\n',
    `data: ${'x'.repeat(2_048)}`,
  ])('is not kept where there is none, or where it is whole or too long: %j', (text) =>
    expect(new CutEvent(false).keep(bytesOf(text), 0)).toBe(false),
  );

  it('is whole with the end of its line where every line is one', () => {
    expect(new CutEvent(true).keep(bytesOf('{"error":1'), 0)).toBe(true);
    expect(new CutEvent(true).keep(bytesOf('{"error":1}\n'), 0)).toBe(false);
  });
});
