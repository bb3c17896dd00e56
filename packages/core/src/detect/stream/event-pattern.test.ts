import { describe, expect, it } from 'vitest';
import { EventPattern } from './event-pattern.ts';

const event = (text: string, more = ''): string =>
  `data: {"choices":[{"delta":{"content":${JSON.stringify(text)}}}]${more}}\n\n`;

/** A pattern that has learned from `example` as often as it takes. */
function learned(example: string, characters: number): EventPattern {
  const pattern = new EventPattern();
  for (let seen = 0; seen < 24; seen++) pattern.learn(example, characters);
  return pattern;
}

/** What it passes over: characters of each event, and where it stops. */
function leap(pattern: EventPattern, text: string, from = 0): { found: number[]; at: number } {
  const found: number[] = [];
  const at = pattern.leap(text, from, (characters) => found.push(characters));
  return { found, at };
}

describe('the pattern of an event', () => {
  it('matches events that differ in their text, and counts it as it reads, not as it is written', () => {
    const text = event('Hi') + event('"\n\\') + event('世') + event('🌍');
    expect(leap(learned(event('Hello'), 5), text)).toEqual({ found: [2, 3, 1, 2], at: text.length });
  });

  it.each([
    ['an empty text', event('')],
    ['another field', event('Hi', ',"finish_reason":"stop"')],
    ['an error', 'data: {"error":{"message":"no"}}\n\n'],
    ['an escape that JSON does not have', event('Hi').replace('Hi', '\\q')],
    ['a raw line feed in the text', event('Hi').replace('Hi', 'H\ni')],
    ['an event that is not whole', event('Hi').slice(0, -1)],
  ])('does not match %s', (_name, other) => {
    expect(leap(learned(event('Hello'), 5), event('Hi') + other)).toEqual({ found: [2], at: event('Hi').length });
  });

  it('lets numbers and padding differ', () => {
    const numbered = (text: string, sequence: number, padding: string): string =>
      event(text, `,"sequence_number":${sequence},"obfuscation":"${padding}"`);
    const text = numbered('Hi', 10, 'abc');
    expect(leap(learned(numbered('Hello', 9, 'a'), 5), text)).toEqual({ found: [2], at: text.length });
  });

  it('is not made where what it would count is not what was read', () => {
    const logged = event('Hello', ',"logprobs":{"text":"Hello"}');
    expect(leap(learned(logged, 5), logged)).toEqual({ found: [], at: 0 });
  });

  it('is not made before enough events were read, and six times at most', () => {
    const pattern = new EventPattern();
    for (let seen = 0; seen < 23; seen++) pattern.learn(event('Hello'), 5);
    expect(leap(pattern, event('Hi')).found).toEqual([]);
    for (let seen = 0; seen < 200; seen++) pattern.learn(event('Hello'), 5);
    expect(pattern.isLearning).toBe(false);
  });
});
