import { hexadecimal } from '../random.ts';
import { anthropic, anthropicError } from './anthropic-vendor.ts';
import type { Dialect, Origin, Question } from './dialect.ts';
import { typedEvent } from './server-sent-event.ts';
import { answerWords, tokenCount } from './text.ts';

/** `POST /v1/messages`: one text block per message. */
export const anthropicMessages: Dialect = {
  name: 'anthropic-messages',
  vendor: anthropic,
  keepAlive: typedEvent({ type: 'ping' }),

  complaint({ body, model }) {
    if (!Array.isArray(body['messages'])) return { status: 400, message: 'messages: Field required', model };
    if (body['max_tokens'] === undefined) return { status: 400, message: 'max_tokens: Field required', model };
    return undefined;
  },

  answer(question, origin) {
    const { words, cutShort } = answerWords(question, origin);
    const text = words.join('');
    return JSON.stringify({
      ...message(question, origin),
      content: [{ type: 'text', text }],
      stop_reason: cutShort ? 'max_tokens' : 'end_turn',
      usage: { input_tokens: tokenCount(question.prompt), output_tokens: tokenCount(text) },
    });
  },

  events(question, origin) {
    const { words, cutShort } = answerWords(question, origin);
    const usage = { input_tokens: tokenCount(question.prompt), output_tokens: 1 };
    const events = [
      typedEvent({ type: 'message_start', message: { ...message(question, origin), usage } }),
      typedEvent({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
      typedEvent({ type: 'ping' }),
    ];
    for (const text of words) {
      events.push(typedEvent({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }));
    }
    events.push(
      typedEvent({ type: 'content_block_stop', index: 0 }),
      typedEvent({
        type: 'message_delta',
        delta: { stop_reason: cutShort ? 'max_tokens' : 'end_turn', stop_sequence: null },
        usage: { output_tokens: tokenCount(words.join('')) },
      }),
      typedEvent({ type: 'message_stop' }),
    );
    return events;
  },

  errorEvent: (order) => typedEvent({ type: 'error', error: { details: null, ...anthropicError(order) } }),
};

function message(question: Question, origin: Origin): Record<string, unknown> {
  return {
    id: `msg_${hexadecimal(24, origin.seed, 'id', origin.number)}`,
    type: 'message',
    role: 'assistant',
    model: question.model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
  };
}
