/** Streams whose events are alike, with odd ones among them, and what a judge makes of them. */
import { type Arbitrary, array, constant, constantFrom, integer, nat, oneof, record, string } from 'fast-check';
import { classify } from '../src/classify/classify.ts';
import { StreamJudge, type StreamFraming } from '../src/detect/stream/stream-judge.ts';
import { LONG_STREAMS } from './streams.ts';

export interface RandomStream {
  readonly framing: StreamFraming;
  readonly bytes: Uint8Array;
}

/** What a judge knows after each of these pieces, by where that ends, and its verdict. */
export function judge(
  { framing }: RandomStream,
  pieces: readonly Uint8Array[],
  Judge: typeof StreamJudge = StreamJudge,
): Judged {
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

export interface Judged {
  readonly known: ReadonlyMap<number, object>;
  readonly verdict: object;
}

/** A byte at a time no event is whole in a piece: all of them are read in full. */
export const byteByByte = (bytes: Uint8Array): Uint8Array[] =>
  Array.from(bytes, (_byte, at) => bytes.slice(at, at + 1));

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
export const randomStream: Arbitrary<RandomStream> = record({
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

/** Where streams are cut into pieces. */
export const randomCuts: Arbitrary<number[]> = array(integer({ min: 0, max: 12_000 }), { maxLength: 12 });

/** Where the pieces end that these cuts make of so many bytes. */
export function endsOf(cuts: readonly number[], length: number): number[] {
  return [...cuts.filter((end) => end < length).toSorted((a, b) => a - b), length];
}

/** The pieces that end there. */
export function piecesOf(bytes: Uint8Array, ends: readonly number[]): Uint8Array[] {
  return ends.map((end, index) => bytes.slice(ends[index - 1] ?? 0, end));
}
