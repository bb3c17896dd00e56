import Anthropic, {
  APIConnectionError,
  AuthenticationError,
  BadRequestError,
  InternalServerError,
  PermissionDeniedError,
  RateLimitError,
} from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startChaos } from '../start-chaos.ts';
import type { Chaos } from '../chaos.ts';

let chaos: Chaos;
let anthropic: Anthropic;
beforeAll(async () => {
  chaos = await startChaos();
  anthropic = new Anthropic({ apiKey: 'test', baseURL: chaos.url, maxRetries: 0 });
});
afterAll(() => chaos.close());

const question = { model: 'claude-5', max_tokens: 100, messages: [{ role: 'user' as const, content: 'hello' }] };
const failing = (step: string) => new Anthropic({ apiKey: 'test', baseURL: chaos.plan([step]), maxRetries: 0 });

describe('the Anthropic client', () => {
  it('gets a message', async () => {
    const message = await anthropic.messages.create(question);
    expect(message).toMatchObject({ role: 'assistant', model: 'claude-5', stop_reason: 'end_turn' });
    expect(message.content[0]?.type === 'text' && message.content[0].text.split(' ')).toHaveLength(24);
    expect(message).toMatchObject({ _request_id: expect.stringMatching(/^req_/) as unknown });
  });

  it('gets the same message by stream as without', async () => {
    const whole = await anthropic.messages.create(question);
    const streamed = await anthropic.messages.stream(question).finalMessage();
    expect(streamed.content).toEqual(whole.content);
    expect(streamed).toMatchObject({ stop_reason: 'end_turn', usage: { output_tokens: whole.usage.output_tokens } });
  });

  it('is cut short at its limit', async () => {
    expect((await anthropic.messages.create({ ...question, max_tokens: 2 })).stop_reason).toBe('max_tokens');
  });

  it.each([
    ['400', BadRequestError],
    ['401', AuthenticationError],
    ['403', PermissionDeniedError],
    ['429', RateLimitError],
    ['500', InternalServerError],
    ['529', InternalServerError],
    ['reset', APIConnectionError],
  ])('throws what it throws for %s', async (step, type) => {
    await expect(failing(step).messages.create(question)).rejects.toBeInstanceOf(type);
  });

  it('throws the error of a stream from the stream', async () => {
    await expect(failing('stream-error:status=529').messages.stream(question).finalMessage()).rejects.toMatchObject({
      type: 'overloaded_error',
    });
  });

  it('does not take a cut stream for a message', async () => {
    await expect(failing('stream-cut').messages.stream(question).finalMessage()).rejects.toThrow(/ended without/);
  });

  it('gets a true 400 for a request without max_tokens', async () => {
    const response = await fetch(`${chaos.url}/v1/messages`, { method: 'POST', body: '{"messages":[]}' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ type: 'error', error: { message: 'max_tokens: Field required' } });
  });
});
