import { assert, integer, property, uniqueArray, constantFrom } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { awsMessage, bytesOf, LONG_STREAMS, STREAMS } from '../../../test/streams.ts';
import { classify } from '../../classify/classify.ts';
import { framingOf, StreamJudge, type StreamFraming } from './stream-judge.ts';

/** The verdict on a stream that arrived in these pieces. */
function judge(framing: StreamFraming, pieces: readonly Uint8Array[]): object {
  const stream = new StreamJudge(framing, { 'retry-after': '7' });
  for (const piece of pieces) stream.take(piece);
  const failure = stream.end();
  const { events, characters, hasContent, ends } = stream;
  return { events, characters, hasContent, ends, verdict: failure && classify({ ...failure, wallNowMs: 0 }) };
}

const whole = (framing: StreamFraming, ...events: readonly (string | Uint8Array)[]): object =>
  judge(framing, [bytesOf(events)]);

const ERROR = 'data: {"error":{"message":"Overloaded","code":503}}\n\n';

/** The streams, and what becomes of each when an event in its midst says that it failed. */
const EACH = [...STREAMS, ...LONG_STREAMS];
const SSE = EACH.filter(({ framing }) => framing === 'sse');
const ALL: readonly { readonly framing: StreamFraming; readonly bytes: Uint8Array }[] = [
  ...EACH.map(({ framing, events }) => ({ framing, bytes: bytesOf(events) })),
  ...EACH.map(({ framing, events }) => ({ framing, bytes: bytesOf(events.slice(0, -1)) })),
  ...SSE.map(({ framing, events, heads }) => ({ framing, bytes: bytesOf(events.toSpliced(heads + 40, 0, ERROR)) })),
];

describe('a stream', () => {
  it.each(EACH)('of $name is complete with its last event', ({ framing, events, characters }) => {
    expect(whole(framing, ...events)).toMatchObject({
      events: events.length,
      characters,
      hasContent: true,
      ends: 'last',
      verdict: undefined,
    });
  });

  it.each(STREAMS)('of $name has no content in its head', ({ framing, events, heads }) => {
    const stream = new StreamJudge(framing);
    expect(events.slice(0, heads).some((event) => stream.take(bytesOf([event])))).toBe(false);
    expect(stream.hasContent).toBe(false);
    expect(stream.take(bytesOf([events[heads]!]))).toBe(true);
  });

  it.each(STREAMS)('of $name is cut where its last events are missing', ({ framing, events, strict, heads }) => {
    const left = strict ? events.slice(0, -1) : events.slice(0, heads + 1);
    expect(whole(framing, ...left)).toMatchObject({
      ends: undefined,
      verdict: { code: 502, reason: 'stream_interrupted', retryable: true },
    });
  });

  it.each(STREAMS.filter(({ strict }) => !strict))(
    'of $name is whole, too, where only the very last word was left out',
    ({ framing, events }) => {
      expect(whole(framing, ...events.slice(0, -1))).toMatchObject({ ends: 'enough', verdict: undefined });
    },
  );

  it('gets the same verdict however its bytes are cut', () => {
    const verdicts = ALL.map(({ framing, bytes }) => judge(framing, [bytes]));
    const cuts = uniqueArray(integer({ min: 0, max: 12_000 }), { maxLength: 40 });
    assert(
      property(constantFrom(...ALL.keys()), cuts, (which, at) => {
        const { framing, bytes } = ALL[which]!;
        const ends = [...at.filter((end) => end < bytes.length).toSorted((a, b) => a - b), bytes.length];
        const pieces = ends.map((end, index) => bytes.slice(ends[index - 1] ?? 0, end));
        expect(judge(framing, pieces)).toEqual(verdicts[which]);
      }),
      { seed: 7, numRuns: 600 },
    );
  });

  it.each(EACH)('of $name gets the same verdict byte by byte', ({ framing, events }) => {
    const bytes = bytesOf(events);
    const pieces = Array.from(bytes, (_byte, at) => bytes.slice(at, at + 1));
    expect(judge(framing, pieces)).toEqual(judge(framing, [bytes]));
  });

  it.each(STREAMS)('of $name gets the same verdict where it is cut once, at any byte', ({ framing, events }) => {
    const bytes = bytesOf(events);
    const verdict = judge(framing, [bytes]);
    for (let at = 1; at < bytes.length; at++) {
      expect(judge(framing, [bytes.slice(0, at), bytes.slice(at)])).toEqual(verdict);
    }
  });
});

const CHAT = STREAMS[0]!.events.slice(0, 3);
const RESPONSES = STREAMS[3]!.events.slice(0, 3);
const ANTHROPIC = STREAMS[4]!.events.slice(0, 4);
const GEMINI = STREAMS[5]!.events.slice(0, 1);
const OLLAMA = STREAMS[6]!.events.slice(0, 1);
const CONVERSE = STREAMS[7]!.events.slice(0, 2);

describe('an error event', () => {
  it.each<[string, StreamFraming, readonly (string | Uint8Array)[], string | Uint8Array, object]>([
    [
      'of OpenAI chat',
      'sse',
      CHAT,
      'data: {"error":{"message":"The server is overloaded","type":"service_unavailable_error","code":"server_is_overloaded"}}\n\n',
      { code: 503, reason: 'overloaded', retryAfterMs: 7_000 },
    ],
    [
      'of OpenAI responses, flat',
      'sse',
      RESPONSES,
      'event: error\ndata: {"type":"error","code":"rate_limit_exceeded","message":"Rate limit reached","param":null}\n\n',
      { code: 429, reason: 'rate_limited' },
    ],
    [
      'of OpenAI responses without money',
      'sse',
      RESPONSES,
      'data: {"type":"error","code":"insufficient_quota","message":"You exceeded your current quota"}\n\n',
      { code: 429, reason: 'quota_exhausted', retryable: false },
    ],
    [
      'of OpenAI responses, by name',
      'sse',
      RESPONSES,
      'event: response.failed\ndata: {"type":"response.failed","response":{"status":"failed","error":{"code":"server_error","message":"The model failed"}}}\n\n',
      { code: 500, reason: 'server_error' },
    ],
    [
      'of Anthropic',
      'sse',
      ANTHROPIC,
      'event: error\ndata: {"type":"error","error":{"details":null,"type":"overloaded_error","message":"Overloaded"}}\n\n',
      { code: 503, reason: 'overloaded' },
    ],
    [
      'of Google, bare and over several lines',
      'sse',
      GEMINI,
      '{\n  "error": {\n    "code": 503,\n    "message": "The model is overloaded.",\n    "status": "UNAVAILABLE"\n  }\n}\n',
      { code: 503, reason: 'overloaded' },
    ],
    [
      'of OpenRouter, with its number and empty choices',
      'sse',
      CHAT,
      'data: {"id":"g","choices":[],"error":{"code":502,"message":"Provider returned error"}}\n\n',
      { code: 502 },
    ],
    [
      'of OpenRouter, in a choice alone',
      'sse',
      CHAT,
      'data: {"choices":[{"delta":{"content":""},"finish_reason":"error","native_finish_reason":"overloaded"}]}\n\n',
      { code: 503, reason: 'overloaded' },
    ],
    [
      'of LiteLLM, with its status as a string',
      'sse',
      CHAT,
      'data: {"error":{"message":"litellm.InternalServerError: AnthropicError - Overloaded","type":null,"code":"500"}}\n\n',
      { code: 503 },
    ],
    [
      'of Ollama, a text',
      'json-lines',
      OLLAMA,
      '{"error":"an error was encountered while running the model"}\n',
      { code: 500 },
    ],
    [
      'of Bedrock, an exception frame',
      'aws',
      CONVERSE,
      awsMessage(
        { ':message-type': 'exception', ':exception-type': 'throttlingException' },
        '{"message":"Too many requests, please wait before trying again."}',
      ),
      { code: 429, reason: 'rate_limited' },
    ],
    [
      'of Bedrock, whose model failed',
      'aws',
      CONVERSE,
      awsMessage(
        { ':message-type': 'exception', ':exception-type': 'internalServerException' },
        '{"message":"Unexpected"}',
      ),
      { code: 500 },
    ],
    ['by its name alone', 'sse', CHAT, 'event: error\ndata: upstream connect error\n\n', { code: 502 }],
    ['that no blank line follows', 'sse', CHAT, 'data: {"error":{"message":"Overloaded","code":503}}', { code: 503 }],
  ])('%s ends the stream as a failure', (_name, framing, before, event, verdict) => {
    expect(whole(framing, ...before, event)).toMatchObject({ hasContent: true, verdict });
    expect(whole(framing, event)).toMatchObject({ hasContent: false, verdict });
  });

  it.each(['[{ "error": { "code": 503, "message": "The model is overloaded." } }]', '{ "error": { "code": 503 } }'])(
    'of Google stands in a list, or in its place: %s',
    (body) => {
      expect(whole('json-list', body)).toMatchObject({ hasContent: false, verdict: { code: 503 } });
    },
  );

  it('is heard after the last word as well', () => {
    const { events } = STREAMS[0]!;
    const verdict = { code: 500 };
    expect(whole('sse', ...events.slice(0, -1), 'data: {"error":{"message":"boom","code":500}}\n\n')).toMatchObject({
      verdict,
    });
  });

  it('is none where content speaks of one', () => {
    const event =
      'data: {"choices":[{"index":0,"delta":{"content":"{\\"error\\": 1} event: error"}}],"error":null}\n\n';
    expect(whole('sse', event, 'data: [DONE]\n\n')).toMatchObject({ verdict: undefined });
  });
});

describe('a stream that says nothing', () => {
  it.each(['', '\n\n', ': keep-alive\n\n: keep-alive\n\n'])('is a failure: %j', (text) => {
    expect(whole('sse', text)).toMatchObject({ events: 0, verdict: { code: 502, reason: 'invalid_response' } });
  });

  it('in place of which a web page came is a failure', () => {
    expect(whole('sse', '<html><head><title>502 Bad Gateway</title></head></html>')).toMatchObject({
      hasContent: false,
      verdict: { code: 502 },
    });
  });
});

describe('an event that is no JSON', () => {
  it('is a failure where JSON breaks off', () => {
    for (const broken of ['data: {"choices":[{"delta"\n\n', 'data: {"choices":[{"delta"']) {
      expect(whole('sse', ...CHAT, broken)).toMatchObject({ verdict: { code: 502, reason: 'invalid_response' } });
    }
  });

  it('says nothing once the API is known, and may be content before', () => {
    expect(whole('sse', ...CHAT, 'data: keep-alive\n\n', 'data: [DONE]\n\n')).toMatchObject({ verdict: undefined });
    expect(whole('sse', 'data: Hello\n\n')).toMatchObject({ hasContent: true, characters: 5, verdict: undefined });
  });
});

describe('events that differ in their text only', () => {
  it('cover six protocols in these tests', () => {
    expect(LONG_STREAMS).toHaveLength(6);
  });

  it.each(LONG_STREAMS)('do not hide an error among them: $name', ({ framing, events, heads }) => {
    const at = heads + 50;
    const error = framing === 'sse' ? ERROR : '{"error":"overloaded"}\n';
    expect(whole(framing, ...events.toSpliced(at, 0, error))).toMatchObject({
      events: at + 1,
      verdict: { code: 503 },
    });
  });
});

describe('an API that is not known', () => {
  it('is content from its first event on, and its end is taken at its word', () => {
    const event = 'data: {"kind":"token","token":"Hello"}\n\n';
    expect(whole('sse', event)).toMatchObject({ hasContent: true, ends: undefined, verdict: undefined });
  });

  it('still fails by an error of the usual shape', () => {
    expect(whole('sse', 'data: {"kind":"a"}\n\n', 'data: {"error":"overloaded"}\n\n')).toMatchObject({
      verdict: { code: 503 },
    });
  });
});

describe('an event over several lines', () => {
  it('is one: its data joined by line feeds', () => {
    const event = 'data: {"choices":[{"index":0,\ndata: "delta":{"content":"Hello"}}]}\n\n';
    expect(whole('sse', event, 'data:[DONE]\n\n')).toMatchObject({ events: 2, characters: 5, verdict: undefined });
  });
});

describe('an event too long to be kept', () => {
  const picture = 'A'.repeat(600_000);

  it('is content, and the end of a stream that had one is taken at its word', () => {
    const event = `data: {"choices":[{"delta":{"images":["${picture}"]}}]}\n\n`;
    expect(whole('sse', ...CHAT, event)).toMatchObject({ events: 4, verdict: undefined });
    expect(whole('json-lines', ...OLLAMA, `{"images":["${picture}"]}\n`)).toMatchObject({ verdict: undefined });
    const message = awsMessage({ ':event-type': 'contentBlockDelta' }, `{"delta":"${picture}"}`);
    expect(whole('aws', ...CONVERSE, message, ...STREAMS[7]!.events.slice(2))).toMatchObject({ ends: 'last' });
  });

  it('is known by its first words where it is the last', () => {
    const event = `event: response.completed\ndata: {"type":"response.completed","response":{"output":"${picture}"}}\n\n`;
    expect(whole('sse', ...RESPONSES, event)).toMatchObject({ ends: 'last', verdict: undefined });
  });
});

describe('framingOf', () => {
  it.each([
    ['text/event-stream; charset=utf-8', 'sse'],
    ['application/x-ndjson', 'json-lines'],
    ['application/vnd.amazon.eventstream', 'aws'],
    ['application/json', undefined],
    ['text/html', undefined],
    [null, undefined],
  ])('reads %s as %s', (type, framing) => {
    expect(framingOf(type)).toBe(framing);
  });
});

describe('bytes that are no stream of the framing', () => {
  it('are judged without an error, whatever they are', () => {
    const any = uniqueArray(integer({ min: 0, max: 255 }), { maxLength: 200, comparator: () => false });
    assert(
      property(constantFrom<StreamFraming[]>('sse', 'json-lines', 'json-list', 'aws'), any, (framing, bytes) => {
        judge(framing, [Uint8Array.from(bytes)]);
      }),
      { seed: 11, numRuns: 500 },
    );
  });
});
