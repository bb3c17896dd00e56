import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { isOneShot } from './one-shot.ts';

const bytes = Buffer.from([0, 255]);

describe('isOneShot', () => {
  it('is true of whatever is read as it goes', () => {
    async function* generator(): AsyncGenerator<Buffer> {
      yield await Promise.resolve(bytes);
    }
    for (const body of [Readable.from([]), new Blob().stream(), generator(), [1].values()]) {
      expect(isOneShot(body)).toBe(true);
    }
  });

  it('is false of what is there as a whole', () => {
    for (const body of [
      undefined,
      null,
      '',
      'text',
      0,
      {},
      [],
      bytes,
      new Blob(),
      new FormData(),
      new URLSearchParams(),
    ]) {
      expect(isOneShot(body)).toBe(false);
    }
  });
});
