import { hexadecimal } from '../random.ts';
import type { Dialect, Origin, Question } from './dialect.ts';
import { openai, openaiError } from './openai-vendor.ts';
import { typedEvent } from './server-sent-event.ts';
import { answerWords, createdSeconds, tokenCount } from './text.ts';

/** `POST /v1/responses`: one text message per response. */
export const openaiResponses: Dialect = {
  name: 'openai-responses',
  vendor: openai,
  keepAlive: ': keep-alive\n\n',

  complaint({ body, model }) {
    if (body['input'] !== undefined) return undefined;
    return { status: 400, message: "Missing required parameter: 'input'.", model };
  },

  answer(question, origin) {
    return JSON.stringify(response(question, origin, answerWords(question, origin).words.join(''), 'completed'));
  },

  events(question, origin) {
    const { words } = answerWords(question, origin);
    const full = words.join('');
    const events: string[] = [];
    const emit = (type: string, fields: object): void => {
      events.push(typedEvent({ type, sequence_number: events.length, ...fields }));
    };
    const place = { item_id: messageId(origin), output_index: 0, content_index: 0 };
    emit('response.created', { response: response(question, origin, '', 'in_progress') });
    emit('response.output_item.added', { output_index: 0, item: message(origin, undefined) });
    emit('response.content_part.added', { ...place, part: part('') });
    for (const delta of words) emit('response.output_text.delta', { ...place, delta, logprobs: [] });
    emit('response.output_text.done', { ...place, text: full, logprobs: [] });
    emit('response.content_part.done', { ...place, part: part(full) });
    emit('response.output_item.done', { output_index: 0, item: message(origin, full) });
    emit('response.completed', { response: response(question, origin, full, 'completed') });
    return events;
  },

  // This API's error event is flat, unlike the nested one of chat streams.
  errorEvent(order) {
    const { code, message: text, param } = openaiError(order);
    return typedEvent({ type: 'error', code, message: text, param, sequence_number: 1 });
  },
};

function messageId(origin: Origin): string {
  return `msg_${hexadecimal(24, origin.seed, 'message', origin.number)}`;
}

function part(text: string): Record<string, unknown> {
  return { type: 'output_text', text, annotations: [], logprobs: [] };
}

function message(origin: Origin, text: string | undefined): Record<string, unknown> {
  return {
    id: messageId(origin),
    type: 'message',
    role: 'assistant',
    status: text === undefined ? 'in_progress' : 'completed',
    content: text === undefined ? [] : [part(text)],
  };
}

function response(question: Question, origin: Origin, text: string, status: string): Record<string, unknown> {
  const done = status === 'completed';
  const input = tokenCount(question.prompt);
  const output = tokenCount(text);
  return {
    id: `resp_${hexadecimal(24, origin.seed, 'id', origin.number)}`,
    object: 'response',
    created_at: createdSeconds(origin),
    status,
    error: null,
    incomplete_details: null,
    model: question.model,
    output: done ? [message(origin, text)] : [],
    parallel_tool_calls: true,
    tools: [],
    usage: done ? { input_tokens: input, output_tokens: output, total_tokens: input + output } : null,
  };
}
