import { describe, expect, it } from 'vitest';
import { plainAnswer } from './caller-answer.ts';
import { dialectOf, errorEvent } from './error-event.ts';
import { errorReply } from './error-reply.ts';

const BUSY = plainAnswer(503, 'overloaded', true, 1_500);

describe('an error on the wire', () => {
  it.each(['problem', 'openai', 'anthropic'] as const)('is kept by no cache and has its id and wait: %s', (format) => {
    expect(errorReply(BUSY, format, 'id-1')).toMatchObject({
      status: 503,
      headers: { 'cache-control': 'no-store', 'x-request-id': 'id-1', 'retry-after': '2' },
    });
  });

  it('tells the clients that repeat every 5xx where that would not help', () => {
    expect(errorReply(plainAnswer(502, 'bad_gateway', false), 'openai', 'x').headers['x-should-retry']).toBe('false');
    expect(errorReply(BUSY, 'openai', 'x').headers['x-should-retry']).toBeUndefined();
    expect(errorReply(plainAnswer(400, 'conflict', false), 'openai', 'x').headers['x-should-retry']).toBeUndefined();
  });

  it('names the id of the request as Anthropic does, in header and body', () => {
    const { headers, body } = errorReply(BUSY, 'anthropic', 'id-1');
    expect(headers['request-id']).toBe('id-1');
    expect(JSON.parse(body)).toEqual({
      type: 'error',
      error: { type: 'overloaded_error', message: BUSY.message },
      request_id: 'id-1',
    });
  });

  it('has a title also for a status that nobody has named', () => {
    const { body } = errorReply({ ...BUSY, status: 499 }, 'problem', 'x');
    expect(JSON.parse(body)).toMatchObject({ title: 'Status 499', status: 499 });
  });
});

describe('the last event of a stream that fails', () => {
  it('is that of its protocol', () => {
    expect(errorEvent(BUSY, 'openai-chat', 'x')).toMatch(/^\n\ndata: \{"error":\{"message":".+\}\}\n\n$/);
    expect(errorEvent(BUSY, 'openai-responses', 'x')).toMatch(
      /^\n\nevent: error\ndata: \{"type":"error","code":"overloaded",.+\}\n\n$/,
    );
    expect(errorEvent(BUSY, 'anthropic-messages', 'x')).toMatch(
      /^\n\nevent: error\ndata: \{"type":"error","error":\{"type":"overloaded_error".+\}\n\n$/,
    );
  });

  it.each([
    ['/v1/chat/completions', 'openai-chat'],
    ['/openai/v1/responses?stream=1', 'openai-responses'],
    ['/anthropic/v1/messages', 'anthropic-messages'],
    ['/anything', 'openai-chat'],
  ])('belongs to the path: %s', (path, dialect) => {
    expect(dialectOf(path)).toBe(dialect);
  });
});
