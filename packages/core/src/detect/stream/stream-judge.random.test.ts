import {
  type Arbitrary,
  array,
  assert,
  constant,
  constantFrom,
  integer,
  nat,
  oneof,
  property,
  record,
  string,
} from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { LONG_STREAMS } from '../../../test/streams.ts';
import { classify } from '../../classify/classify.ts';
import { StreamJudge, type StreamFraming } from './stream-judge.ts';

interface RandomStream {
  readonly framing: StreamFraming;
  readonly bytes: Uint8Array;
}

/** What a judge knows after each of these pieces, by where that ends, and its verdict. */
function judge({ framing }: RandomStream, pieces: readonly Uint8Array[], Judge = StreamJudge): Judged {
  const stream = new Judge(framing);
  const known = new Map<number, object>();
  let at = 0;
  for (const piece of pieces) {
    stream.take(piece);
    at += piece.length;
    const { events, characters, hasContent, ends, failure } = stream;
    known.set(at, { events, characters, hasContent, ends, hasFailed: failure !== undefined });
  }
  const failure = stream.end();
  const { events, characters, hasContent, ends } = stream;
  const verdict = failure && classify({ ...failure, wallNowMs: 0 });
  return { known, verdict: { events, characters, hasContent, ends, verdict } };
}

interface Judged {
  readonly known: ReadonlyMap<number, object>;
  readonly verdict: object;
}

/** A byte at a time no event is whole in a piece: all of them are read in full. */
const byteByByte = (bytes: Uint8Array): Uint8Array[] => Array.from(bytes, (_byte, at) => bytes.slice(at, at + 1));

/** What comes among events of a kind: keep-alives, errors, ends, what breaks off, other lines, other framing. */
const ODD = [
  ': keep-alive\n\n',
  'data: {"error":{"message":"Overloaded","code":503}}\n\n',
  'event: error\ndata: upstream connect error\n\n',
  'data: [DONE]\n\n',
  'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n',
  'data: {"choices":[{"delta"\n\n',
  'id: 7\n',
  'event: message\n',
  'data: {"choices":[{"index":0,"delta":{"content":"several",\ndata: "role":"assistant"}}]}\n\n',
  '\n',
  '\r',
  '{"error":"overloaded"}\n',
  '{"model":"llama","message":{"content":""},"done":true}\n',
];

const LINE_ENDS = ['\n', '\n', '\r\n', '\r'];

/** One specimen's events again and again, each with a text of its own, others among them. */
const randomStream: Arbitrary<RandomStream> = record({
  specimen: constantFrom(...LONG_STREAMS),
  texts: array(oneof(string(), string({ unit: 'binary' }), constantFrom('word', ' ', '\\', '"}')), {
    minLength: 15,
    maxLength: 60,
  }),
  odd: array(record({ at: nat(60), text: constantFrom(...ODD) }), { maxLength: 2 }),
  lineEnd: constantFrom(...LINE_ENDS),
  noise: oneof(constant(undefined), record({ at: nat(), byte: nat(255) })),
}).map(({ specimen, texts, odd, lineEnd, noise }) => {
  const { events, heads, framing } = specimen;
  const model = events[heads] as string;
  const middle = texts.map((text) => model.replace(/": ?"(?:Hello|Hel|Grüße, )"/, () => `":${JSON.stringify(text)}`));
  for (const { at, text } of odd) middle.splice(at, 0, text);
  const all = [...events.slice(0, heads), ...middle, ...events.slice(-2)].join('').replaceAll(/\r\n?|\n/g, lineEnd);
  const bytes = new TextEncoder().encode(all);
  if (noise !== undefined) bytes[noise.at % bytes.length] = noise.byte;
  return { framing, bytes };
});

/** Where WebAssembly may not be used. */
async function slowJudge(): Promise<typeof StreamJudge> {
  vi.resetModules();
  const { StreamJudge: Judge } = await import('./stream-judge.ts');
  const { fastLeap } = await import('./fast-leap.ts');
  vi.stubGlobal('WebAssembly', undefined);
  expect(fastLeap()).toBeUndefined();
  vi.unstubAllGlobals();
  return Judge;
}

describe('a stream whose events are alike', () => {
  it('is known as well after each piece as where each event is read in full', { timeout: 120_000 }, async () => {
    const SlowJudge = await slowJudge();
    const cuts = array(integer({ min: 0, max: 12_000 }), { maxLength: 12 });
    assert(
      property(randomStream, cuts, (stream, at) => {
        const { bytes } = stream;
        const ends = [...at.filter((end) => end < bytes.length).toSorted((a, b) => a - b), bytes.length];
        const pieces = ends.map((end, index) => bytes.slice(ends[index - 1] ?? 0, end));
        const read = judge(stream, byteByByte(bytes));
        const expected = { verdict: read.verdict, known: new Map(ends.map((end) => [end, read.known.get(end)])) };
        // Nothing is known of no bytes.
        if (expected.known.has(0)) expected.known.set(0, judge(stream, [bytes.slice(0, 0)]).known.get(0));
        expect(judge(stream, pieces)).toEqual(expected);
        expect(judge(stream, pieces, SlowJudge)).toEqual(expected);
      }),
      { seed: 5, numRuns: 150 },
    );
  });
});
