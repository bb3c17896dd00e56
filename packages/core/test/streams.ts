/** Streams as providers send them, cut down to what matters. */
import type { StreamFraming } from '../src/detect/stream/stream-judge.ts';

export interface StreamSpecimen {
  readonly name: string;
  readonly framing: StreamFraming;
  /** Whole events, each with what ends it. */
  readonly events: readonly (string | Uint8Array)[];
  /** Characters of its answer. */
  readonly characters: number;
  /** How many of its events come before the first that carries content. */
  readonly heads: number;
  /** Whether it is the last event alone that tells the end. */
  readonly strict: boolean;
}

const data = (event: unknown): string => `data: ${JSON.stringify(event)}\n\n`;
const typed = (event: { readonly type: string }): string => `event: ${event.type}\n${data(event)}`;
const chunk = (delta: object, finish: string | null = null): string =>
  data({
    id: 'c',
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finish }],
    obfuscation: 'x',
  });
const gemini = (parts: readonly object[], finishReason?: string): string =>
  data({ candidates: [{ content: { role: 'model', parts }, finishReason, index: 0 }], usageMetadata: {} });
const listed = (parts: readonly object[], finishReason?: string): string =>
  JSON.stringify({ candidates: [{ content: { parts }, finishReason }] }, null, 2);
const line = (event: object): string => `${JSON.stringify({ model: 'llama', ...event })}\n`;

/** A message of AWS's binary framing, without checksums that anybody here would look at. */
export function awsMessage(headers: Readonly<Record<string, string>>, payload: string): Uint8Array {
  const encoder = new TextEncoder();
  const fields = Buffer.concat(
    Object.entries(headers).flatMap(([name, value]) => {
      const [key, text] = [encoder.encode(name), encoder.encode(value)];
      return [Uint8Array.of(key.length), key, Uint8Array.of(7, text.length >> 8, text.length & 255), text];
    }),
  );
  const body = encoder.encode(payload);
  const bytes = new Uint8Array(16 + fields.length + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length);
  view.setUint32(4, fields.length);
  bytes.set(fields, 12);
  bytes.set(body, 12 + fields.length);
  return bytes;
}

const converse = (type: string, event: object): Uint8Array =>
  awsMessage(
    { ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' },
    JSON.stringify(event),
  );
const invoked = (event: object): Uint8Array => converse('chunk', { bytes: btoa(JSON.stringify(event)), p: 'abc' });

export const STREAMS: readonly StreamSpecimen[] = [
  {
    name: 'OpenAI chat',
    framing: 'sse',
    events: [
      chunk({ role: 'assistant', content: '', refusal: null }),
      chunk({ content: 'Grüße, ' }),
      chunk({ content: '世界 🌍' }),
      chunk({}, 'stop'),
      data({ object: 'chat.completion.chunk', choices: [], usage: { total_tokens: 3 } }),
      'data: [DONE]\n\n',
    ],
    characters: 12,
    heads: 1,
    strict: false,
  },
  {
    name: 'Azure chat with a filter, CRLF and a mark of byte order',
    framing: 'sse',
    events: [
      `\uFEFF${data({ choices: [], prompt_filter_results: [{ prompt_index: 0 }] })}`,
      chunk({ role: 'assistant', content: '' }),
      chunk({ content: 'Hello' }),
      chunk({}, 'content_filter'),
      'data: [DONE]\n\n',
    ].map((event) => event.replaceAll('\n', '\r\n')),
    characters: 5,
    heads: 2,
    strict: false,
  },
  {
    name: 'OpenRouter chat, a tool, keep-alives and CR alone',
    framing: 'sse',
    events: [
      ': OPENROUTER PROCESSING\n\n'.repeat(2) + chunk({ role: 'assistant', content: '' }),
      chunk({
        tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'weather', arguments: '' } }],
      }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '{"in":"Bern"}' } }] }),
      chunk({}, 'tool_calls'),
      'data: [DONE]\n\n',
    ].map((event) => event.replaceAll('\n', '\r')),
    characters: 13,
    heads: 1,
    strict: false,
  },
  {
    name: 'OpenAI responses',
    framing: 'sse',
    events: [
      typed({ type: 'response.created', ...{ response: { status: 'in_progress', error: null } } }),
      typed({ type: 'response.output_item.added', ...{ item: { type: 'message', content: [] } } }),
      typed({ type: 'response.output_text.delta', ...{ delta: 'Hello', logprobs: [] } }),
      typed({ type: 'response.output_text.done', ...{ text: 'Hello' } }),
      typed({ type: 'response.completed', ...{ response: { status: 'completed', error: null } } }),
    ],
    characters: 5,
    heads: 2,
    strict: true,
  },
  {
    name: 'Anthropic messages',
    framing: 'sse',
    events: [
      typed({ type: 'message_start', ...{ message: { id: 'm', content: [], stop_reason: null } } }),
      typed({ type: 'content_block_start', ...{ index: 0, content_block: { type: 'text', text: '' } } }),
      typed({ type: 'ping' }),
      typed({ type: 'content_block_delta', ...{ index: 0, delta: { type: 'text_delta', text: 'Hello' } } }),
      typed({ type: 'content_block_stop', ...{ index: 0 } }),
      typed({ type: 'message_delta', ...{ delta: { stop_reason: 'end_turn', stop_sequence: null } } }),
      typed({ type: 'message_stop' }),
    ],
    characters: 5,
    heads: 3,
    strict: false,
  },
  {
    name: 'Gemini',
    framing: 'sse',
    events: [gemini([{ text: 'Hel' }]), gemini([{ text: 'lo' }]), gemini([{ text: '!' }], 'STOP')],
    characters: 6,
    heads: 0,
    strict: true,
  },
  {
    name: 'Ollama',
    framing: 'json-lines',
    events: [
      line({ message: { role: 'assistant', content: 'Hel' }, done: false }),
      line({ message: { role: 'assistant', content: 'lo' }, done: false }),
      line({ message: { role: 'assistant', content: '' }, done: true, done_reason: 'stop' }),
    ],
    characters: 5,
    heads: 0,
    strict: true,
  },
  {
    name: 'Bedrock converse',
    framing: 'aws',
    events: [
      converse('messageStart', { role: 'assistant' }),
      converse('contentBlockDelta', { delta: { text: 'Hello' }, contentBlockIndex: 0 }),
      converse('contentBlockStop', { contentBlockIndex: 0 }),
      converse('messageStop', { stopReason: 'end_turn' }),
      converse('metadata', { usage: { totalTokens: 1 } }),
    ],
    characters: 5,
    heads: 1,
    strict: false,
  },
  {
    name: 'Bedrock invoke, of Anthropic',
    framing: 'aws',
    events: [
      invoked({ type: 'message_start', message: {} }),
      invoked({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello' } }),
      invoked({ type: 'message_stop' }),
    ],
    characters: 5,
    heads: 1,
    strict: true,
  },
  {
    name: 'Gemini, as a list',
    framing: 'json-list',
    events: [
      `[${listed([{ text: 'Hel' }])}`,
      `\n,\r\n${listed([{ text: 'lo }]{["' }])}`,
      `\n,\n${listed([{ text: '!' }], 'STOP')}\n]\n`,
    ],
    characters: 12,
    heads: 0,
    strict: true,
  },
];

/** Events as one run of bytes. */
export function bytesOf(events: readonly (string | Uint8Array)[]): Uint8Array {
  const encoder = new TextEncoder();
  return Buffer.concat(events.map((event) => (typeof event === 'string' ? encoder.encode(event) : event)));
}

/** Words as models say them: with what JSON has to escape, and what takes several bytes. */
const WORDS = [
  'a',
  ' "quoted"',
  '\n\n',
  ' back\\slash',
  ' Grüße',
  '世界',
  ' 🌍',
  '\u0007',
  ' {"error":1}',
  ' data: [DONE]',
];

/**
 * Specimens whose first piece of text comes sixty times, each time another: most of an answer is like that, and the
 * judge reads it by a pattern.
 */
export const LONG_STREAMS: readonly StreamSpecimen[] = STREAMS.flatMap((specimen) => {
  const [event] = specimen.events.slice(specimen.heads);
  if (specimen.framing === 'json-list') return []; // its last event closes the list
  const word = typeof event === 'string' ? /(?<=": ?")(?:Hello|Hel|Grüße, )(?=")/.exec(event)?.[0] : undefined;
  if (typeof event !== 'string' || word === undefined) return [];
  const words = Array.from({ length: 60 }, (_, at) => WORDS[at % WORDS.length]!.repeat(1 + (at % 3)));
  const more = words.map((text) => event.replace(`"${word}"`, () => JSON.stringify(text)));
  const events = [
    ...specimen.events.slice(0, specimen.heads + 1),
    ...more,
    ...specimen.events.slice(specimen.heads + 1),
  ];
  const characters = specimen.characters + words.join('').length;
  return [{ ...specimen, name: `${specimen.name}, long`, events, characters }];
});
