/** Text in pieces as models say it: words of different length, some with what JSON escapes or UTF-8 takes bytes for. */
const SAID =
  'Call| the| upstream| again|,| but| not| before| it| asks| for| that|:|\n\n|-| wait| “|Retry|-After|”| seconds|';
const PIECES = SAID.split('|').slice(0, -1);

/** 64 events of an answer, and what it ends with. */
export const EVENTS: readonly string[] = Array.from({ length: 64 }, (_, at) => {
  const delta = { content: PIECES[at % PIECES.length] };
  const event = {
    id: 'chatcmpl-7d52d1df84dc75dc623bfe1b',
    object: 'chat.completion.chunk',
    created: 1_750_000_113,
    model: 'gpt-5',
    service_tier: 'default',
    system_fingerprint: 'fp_breakwater',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: null }],
    obfuscation: 'x'.repeat(1 + (at % 8)),
  };
  return `data: ${JSON.stringify(event)}\n\n`;
});
export const LAST = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';

/** As many events as are asked for, as one text. */
export function manyEvents(count: number): string {
  return Array.from({ length: count }, (_, at) => EVENTS[at % EVENTS.length]).join('');
}
