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
import { describe, expect, it } from 'vitest';
import { LONG_STREAMS } from '../../../test/streams.ts';
import { classify } from '../../classify/classify.ts';
import { StreamJudge, type StreamFraming } from './stream-judge.ts';

interface RandomStream {
  readonly framing: StreamFraming;
  readonly bytes: Uint8Array;
}

/** The verdict on a stream that arrived in these pieces, and which of them brought content. */
function judge(framing: StreamFraming, pieces: readonly Uint8Array[]): object {
  const stream = new StreamJudge(framing);
  for (const piece of pieces) stream.take(piece);
  const failure = stream.end();
  const { events, characters, hasContent, ends } = stream;
  return { events, characters, hasContent, ends, verdict: failure && classify({ ...failure, wallNowMs: 0 }) };
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

describe('a stream whose events are alike', () => {
  it('gets the verdict, and the figures, that reading each event in full gives it', { timeout: 60_000 }, () => {
    const cuts = array(integer({ min: 0, max: 12_000 }), { maxLength: 12 });
    assert(
      property(randomStream, cuts, ({ framing, bytes }, at) => {
        const ends = [...at.filter((end) => end < bytes.length).toSorted((a, b) => a - b), bytes.length];
        const pieces = ends.map((end, index) => bytes.slice(ends[index - 1] ?? 0, end));
        expect(judge(framing, pieces)).toEqual(judge(framing, byteByByte(bytes)));
      }),
      { seed: 5, numRuns: 150 },
    );
  });
});
