import { buffer } from 'node:stream/consumers';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { hold } from './held-stream.ts';

const read = async (stream: unknown): Promise<string> => (await buffer(stream as Readable)).toString();

describe('hold', () => {
  afterEach(() => void vi.useRealTimers());

  it('waits a second for the rest, and hands on what comes later', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const source = new PassThrough();
    source.write('half ');
    const holding = hold(source);
    await vi.advanceTimersByTimeAsync(1_000);
    const held = await holding;
    expect(Buffer.from(held.bytes).toString()).toBe('half ');
    source.end('of it');
    expect(await read(held.replay())).toBe('half of it');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves no timer behind when the stream ends in time', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await hold(Readable.from([Buffer.from('all of it')]));
    expect(vi.getTimerCount()).toBe(0);
  });

  it('fails where the stream failed', async () => {
    const broken = new Error('ECONNRESET');
    async function* parts(): AsyncGenerator<Buffer> {
      yield await Promise.resolve(Buffer.from('half '));
      throw broken;
    }
    const held = await hold(Readable.from(parts(), { objectMode: false }));
    expect(Buffer.from(held.bytes).toString()).toBe('half ');
    await expect(read(held.replay())).rejects.toBe(broken);
  });

  it('closes the source when told to, and when the replay is given up', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    for (const giveUp of ['close', 'destroy'] as const) {
      const source = new PassThrough();
      source.write('half');
      const holding = hold(source);
      await vi.advanceTimersByTimeAsync(1_000);
      const held = await holding;
      const closed = new Promise((resolve) => source.once('close', resolve));
      if (giveUp === 'close') held.close();
      else (held.replay() as Readable).destroy();
      await closed;
    }
    expect(vi.getTimerCount()).toBe(0);
  });
});
