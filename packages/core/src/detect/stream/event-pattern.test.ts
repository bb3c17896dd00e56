import { describe, expect, it } from 'vitest';
import { EventPattern } from './event-pattern.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const event = (text: string): string => `data: {"choices":[{"delta":{"content":"${text}"}}]}\n\n`;
const other = (text: string): string => `data: {"choices":[{"delta":{"reasoning":"${text}"}}]}\n\n`;

function learn(pattern: EventPattern, example: string, times: number): void {
  for (let seen = 0; seen < times; seen++) pattern.learn(bytesOf(example), 5);
}

describe('the pattern of a stream', () => {
  it('passes over events like those that were read, and counts them', () => {
    const pattern = new EventPattern();
    learn(pattern, event('Hello'), 8);
    const known = event('Hi') + event('there');
    expect(pattern.leap(bytesOf(known + other('no') + event('Hi')), 0)).toBe(known.length);
    expect(pattern).toMatchObject({ events: 2, characters: 7 });
  });

  it('goes on in the middle of a piece', () => {
    const pattern = new EventPattern();
    learn(pattern, event('Hello'), 8);
    expect(pattern.leap(bytesOf(`xyz${event('Hi')}`), 3)).toBe(3 + event('Hi').length);
    expect(pattern.leap(bytesOf(event('Hi')), event('Hi').length)).toBe(event('Hi').length);
  });

  it('is made anew once events have changed, and not for one that differs now and then', () => {
    const pattern = new EventPattern();
    learn(pattern, event('Hello'), 8);
    for (let round = 0; round < 20; round++) {
      learn(pattern, other('Hello'), 7);
      expect(pattern.leap(bytesOf(event('Hi')), 0)).toBe(event('Hi').length);
    }
    learn(pattern, other('Hello'), 8);
    expect(pattern.leap(bytesOf(event('Hi')), 0)).toBe(0);
    expect(pattern.leap(bytesOf(other('Hi')), 0)).toBe(other('Hi').length);
  });

  it('is not made before enough events were read, of long events, and six times at most', () => {
    const pattern = new EventPattern();
    learn(pattern, event('Hello'), 7);
    expect(pattern.leap(bytesOf(event('Hi')), 0)).toBe(0);
    learn(pattern, event('x'.repeat(3_000)), 100);
    expect(pattern.isLearning).toBe(true);
    learn(pattern, event('Hello'), 48);
    expect(pattern.isLearning).toBe(false);
  });
});
