import type { CallerAnswer } from './caller-answer.ts';
import { anthropicError, openaiError } from './error-reply.ts';

/** Whose events a stream carries. */
export type StreamDialect = 'openai-chat' | 'openai-responses' | 'anthropic-messages';

/**
 * The last event of a stream that fails half way: what the provider itself would send, so that its clients throw
 * instead of taking a part for the whole. No `[DONE]` or `message_stop` follows.
 */
export function errorEvent(answer: CallerAnswer, dialect: StreamDialect, requestId: string): string {
  // An event that was cut off before it ended there: the blank line keeps it from running into this one.
  return `\n\n${eventOf(answer, dialect, requestId)}`;
}

function eventOf(answer: CallerAnswer, dialect: StreamDialect, requestId: string): string {
  switch (dialect) {
    case 'openai-chat':
      return data({ error: openaiError(answer) });
    case 'openai-responses': {
      // Flat, unlike that of chat streams. How many events went before is not known here; clients do not count them.
      const { code, message, param } = openaiError(answer);
      return `event: error\n${data({ type: 'error', code, message, param, sequence_number: 0 })}`;
    }
    case 'anthropic-messages':
      return `event: error\n${data({ type: 'error', error: anthropicError(answer), request_id: requestId })}`;
  }
}

/** The dialect that belongs to a path: the end of it tells, whatever stands before. */
export function dialectOf(path: string): StreamDialect {
  const end = path.split('?', 1)[0] ?? '';
  if (end.endsWith('/messages')) return 'anthropic-messages';
  return end.endsWith('/responses') ? 'openai-responses' : 'openai-chat';
}

function data(body: object): string {
  return `data: ${JSON.stringify(body)}\n\n`;
}
