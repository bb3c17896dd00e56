import { assert, asyncProperty, constantFrom, integer, uniqueArray } from 'fast-check';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { DONE, eventStream, HELLO, STOP } from '../test/event-stream.ts';
import { question, setUp } from '../test/set-up.ts';
import { startUpstream } from '@breakwater/tests-kit/upstream';
import type { Fetch } from './index.ts';

const ASKED = question({ stream: true });
const decoder = new TextDecoder();

describe('a guarded stream', () => {
  it('is handed on piece by piece, each as soon as it has come', async () => {
    const stream = eventStream(HELLO);
    await using upstream = await startUpstream(stream.step);
    const reader = (await setUp().fetch(upstream.url, ASKED)).body!.getReader();
    for (const piece of [HELLO, ': keep-alive\n\n', STOP, 'data: [DO', 'NE]\n\n']) {
      expect(decoder.decode((await reader.read()).value)).not.toBe('');
      stream.send(piece); // sent only once the one before has been read
    }
    expect(decoder.decode((await reader.read()).value)).toBe('NE]\n\n');
    stream.end();
    expect((await reader.read()).done).toBe(true);
  });

  it('in one JSON list, as Gemini sends it, is handed on as it comes, and fails where it breaks off', async () => {
    const part = (text: string): string =>
      JSON.stringify({ candidates: [{ content: { parts: [{ text }] } }] }, null, 2);
    const pieces = [`[${part('Hel')}`, `,\n${part('lo')}`] as const;
    let finish = (): void => undefined;
    await using upstream = await startUpstream((response) => {
      response.writeHead(200, { 'content-type': 'application/json; charset=UTF-8' });
      response.write(pieces[0]);
      finish = () => void response.end(pieces[1]);
    });
    const url = `${upstream.url}/v1beta/models/gemini-3-pro:streamGenerateContent`;
    const reader = (await setUp().fetch(url, { method: 'POST' })).body!.getReader();
    expect(decoder.decode((await reader.read()).value)).toBe(pieces[0]);
    finish();
    expect(decoder.decode((await reader.read()).value)).toBe(pieces[1]);
    await expect(reader.read()).rejects.toMatchObject({ name: 'StreamInterruptedError', delivered: { characters: 5 } });
  });

  it('is not read further than its reader reads', async () => {
    let sent = 0;
    await using upstream = await startUpstream((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const piece = HELLO.repeat(500);
      const more = (): void => {
        do sent += piece.length;
        while (response.write(piece) && sent < 200_000_000);
      };
      response.on('drain', more);
      more();
    });
    const response = await setUp().fetch(upstream.url, ASKED);
    let before = -1;
    // Until nothing more goes out, however many turns it is given.
    while (before !== sent) {
      before = sent;
      for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
    }
    expect(sent).toBeLessThan(30_000_000); // what sockets hold
    await response.body!.cancel();
  });

  it('takes no more memory however long it is', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const used = async (): Promise<number> => {
      // Buffers are freed beside the program, some time after what held them was collected.
      for (let round = 0; round < 3; round++) {
        collect();
        await new Promise(setImmediate);
      }
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    // Made here, so that no socket has a part in it.
    const piece = new TextEncoder().encode(HELLO.repeat(200));
    let pieces = 0;
    const endless: Fetch = () => {
      const body = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(piece.slice()) });
      return Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
    };
    const reader = (await setUp(undefined, { fetch: endless }).fetch('http://a.test')).body!.getReader();
    const levels: number[] = [];
    while (pieces < 4_000) {
      await reader.read();
      if (++pieces % 1_000 === 0) levels.push(await used());
    }
    await reader.cancel();
    expect(Math.max(...levels) - levels[0]!).toBeLessThan(2_000_000); // 48 MB have passed since
  });

  it('brings the bytes that were sent, however they were cut', async () => {
    const bytes = new TextEncoder().encode(
      `\uFEFF: hello\r\n\r\n${HELLO.replaceAll('\n', '\r\n')}${HELLO.replace('Hello', 'Grüße 世界 🌍')}${STOP}${DONE}`,
    );
    const cuts = uniqueArray(integer({ min: 1, max: bytes.length - 1 }), { maxLength: 30 });
    await assert(
      asyncProperty(cuts, constantFrom(1, 2, 3), async (at, max) => {
        const ends = [...at.toSorted((a, b) => a - b), bytes.length];
        const pieces = ends.map((end, index) => bytes.slice(ends[index - 1] ?? 0, end));
        const base: Fetch = () => {
          const body = new ReadableStream<Uint8Array>({
            start(controller) {
              for (const piece of pieces) controller.enqueue(piece);
              controller.close();
            },
          });
          return Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
        };
        const { fetch, breakwater } = setUp({ retry: { max } }, { fetch: base });
        const response = await fetch('http://a.test', ASKED);
        expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
        const [target] = Object.values(breakwater.snapshot().targets);
        expect(target!.figures).toMatchObject({ calls: 1, callsFailed: 0 });
      }),
      { seed: 5, numRuns: 60 },
    );
  });
});
