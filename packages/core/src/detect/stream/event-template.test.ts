import { assert, constantFrom, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventTemplate, viewOf } from './event-template.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const event = (text: string, more = ''): string =>
  `data: {"choices":[{"delta":{"content":${JSON.stringify(text)}}}]${more}}\n\n`;

const HELLO = EventTemplate.of(bytesOf(event('Hello')), 5)!;

/** Where the template ends in these bytes, and the characters that it counts; undefined where it does not match. */
function match(template: EventTemplate, bytes: Uint8Array): { end: number; characters: number } | undefined {
  // At an odd place, as events are.
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  const end = template.match(shifted, viewOf(shifted), 3);
  return end < 0 ? undefined : { end: end - 3, characters: template.characters };
}

describe('the template of an event', () => {
  it('matches whatever the text is, and counts it as it reads, not as it is written', () => {
    const text = string({ minLength: 1, unit: 'binary' });
    assert(
      property(text, constantFrom('', event('more')), (said, more) => {
        const bytes = bytesOf(event(said));
        // What is no text of Unicode becomes one on the wire.
        const characters = new TextDecoder().decode(bytesOf(said)).length;
        expect(match(HELLO, bytesOf(event(said) + more))).toEqual({ end: bytes.length, characters });
      }),
      { seed: 3, numRuns: 50 },
    );
  });

  it('counts bytes that are no UTF-8 as they are decoded', () => {
    const bytes = bytesOf(event('a?b'));
    bytes[bytes.indexOf(0x3f)] = 0xff;
    expect(match(HELLO, bytes)?.characters).toBe(3);
  });

  it.each([
    ['an empty text', event('')],
    ['another field', event('Hi', ',"finish_reason":"stop"')],
    ['an error', 'data: {"error":{"message":"no"}}\n\n'],
    ['an escape that JSON does not have', event('Hi').replace('Hi', String.raw`\q`)],
    ['a raw line feed in the text', event('Hi').replace('Hi', 'H\ni')],
    ['a text that breaks off', event('Hi').slice(0, event('Hi').indexOf('Hi') + 1)],
    ['a text that breaks off after a backslash', `${event('Hi').slice(0, event('Hi').indexOf('Hi'))}\\`],
    ['an event that is not whole', event('Hi').slice(0, -1)],
    ['nothing', ''],
  ])('does not match %s', (_name, other) => {
    expect(match(HELLO, bytesOf(other))).toBeUndefined();
  });

  it('does not match where any one byte outside of the text is another', () => {
    const bytes = bytesOf(event('Hi'));
    const textAt = event('Hi').indexOf('Hi');
    const matching = Array.from(bytes, (byte, at) => {
      const other = bytes.slice();
      other[at] = byte ^ 1;
      return match(HELLO, other) === undefined ? undefined : at;
    });
    expect(matching.filter((at) => at !== undefined)).toEqual([textAt, textAt + 1]);
  });

  it('lets numbers and padding differ', () => {
    const numbered = (text: string, sequence: string, padding: string): string =>
      event(text, `,"sequence_number":${sequence},"obfuscation":"${padding}"`);
    const template = EventTemplate.of(bytesOf(numbered('Hello', '9', 'a')), 5)!;
    expect(match(template, bytesOf(numbered('Hi', '10', 'abc')))?.characters).toBe(2);
    expect(match(template, bytesOf(numbered('Hi', '0', 'abc')))?.characters).toBe(2);
    expect(match(template, bytesOf(numbered('Hi', '0', 'a\u007F')))?.characters).toBe(2);
    for (const wrong of ['', '01', '-1', '1.5', '"1"']) {
      expect(match(template, bytesOf(numbered('Hi', wrong, 'abc')))).toBeUndefined();
    }
    expect(match(template, bytesOf(numbered('Hi', '10', '')))).toBeUndefined();
  });

  it.each([
    ['what it would count is not what was read', event('Hello', ',"logprobs":{"text":"Hello"}'), 5],
    ['it has no text', event('', ',"tool_calls":[]'), 3],
    ['it has other than ASCII around the text', event('Hello', ',"model":"größer"'), 5],
  ])('is not made where %s', (_name, example, characters) => {
    expect(EventTemplate.of(bytesOf(example), characters)).toBeUndefined();
  });
});
