import { stripVTControlCharacters } from 'node:util';
import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { justify, paint, span, widthOf } from './line.ts';

const PLAIN = picocolors.createColors(false);
const COLORED = picocolors.createColors(true);
const LINE = [span('one ', 'bold'), span('two', 'red', 'bold'), span(' three')];

describe('a line', () => {
  it('is as wide as its texts', () => {
    expect(widthOf(LINE)).toBe(13);
  });

  it('is painted whole where it fits, without colour where there is none', () => {
    expect(paint(LINE, 13, PLAIN)).toBe('one two three');
  });

  it('looks the same with colours, but for the colours', () => {
    const painted = paint(LINE, 13, COLORED);
    expect(painted).not.toBe('one two three');
    expect(stripVTControlCharacters(painted)).toBe('one two three');
  });

  it('is cut to the width, and says so', () => {
    const cut = [12, 8, 7, 5, 1].map((width) => stripVTControlCharacters(paint(LINE, width, COLORED)));
    expect(cut).toEqual(['one two thr…', 'one two…', 'one tw…', 'one …', '…']);
  });

  it('can stand at both ends', () => {
    expect(paint(justify([span('left')], [span('right')], 14), 80, PLAIN)).toBe('left     right');
    expect(paint(justify([span('left')], [span('right')], 5), 80, PLAIN)).toBe('left right');
  });
});
