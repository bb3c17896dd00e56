import { hexadecimal } from '../random.ts';
import type { Dialect, Origin, Question } from './dialect.ts';
import { openai, openaiError } from './openai-vendor.ts';
import { dataEvent } from './server-sent-event.ts';
import { answerWords, createdSeconds, tokenCount } from './text.ts';

/** `POST /v1/chat/completions`: also the dialect of every OpenAI-compatible gateway. */
export const openaiChat: Dialect = {
  name: 'openai-chat',
  vendor: openai,
  keepAlive: ': keep-alive\n\n',

  complaint({ body, model }) {
    if (Array.isArray(body['messages']) && body['messages'].length > 0) return undefined;
    return { status: 400, variant: 'invalid_request', model };
  },

  answer(question, origin) {
    const { words, cutShort } = answerWords(question, origin);
    const content = words.join('');
    return JSON.stringify({
      ...envelope(question, origin, 'chat.completion'),
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content, refusal: null, annotations: [] },
          logprobs: null,
          finish_reason: cutShort ? 'length' : 'stop',
        },
      ],
      usage: usage(question, content),
    });
  },

  events(question, origin) {
    const { words, cutShort } = answerWords(question, origin);
    const shared = envelope(question, origin, 'chat.completion.chunk');
    const chunk = (delta: object, finish: string | null): string =>
      dataEvent({ ...shared, choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] });
    const events = [chunk({ role: 'assistant', content: '', refusal: null }, null)];
    for (const content of words) events.push(chunk({ content }, null));
    events.push(chunk({}, cutShort ? 'length' : 'stop'));
    if (wantsUsage(question)) {
      events.push(dataEvent({ ...shared, choices: [], usage: usage(question, words.join('')) }));
    }
    events.push(dataEvent('[DONE]'));
    return events;
  },

  errorEvent: (order) => dataEvent({ error: openaiError(order) }),
};

function envelope(question: Question, origin: Origin, object: string): Record<string, unknown> {
  return {
    id: `chatcmpl-${hexadecimal(24, origin.seed, 'id', origin.number)}`,
    object,
    created: createdSeconds(origin),
    model: question.model,
    service_tier: 'default',
    system_fingerprint: 'fp_breakwater',
  };
}

function usage(question: Question, content: string): Record<string, number> {
  const prompt = tokenCount(question.prompt);
  const completion = tokenCount(content);
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

function wantsUsage({ body }: Question): boolean {
  const options = body['stream_options'];
  return (
    typeof options === 'object' && options !== null && (options as { include_usage?: unknown }).include_usage === true
  );
}
