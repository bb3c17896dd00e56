import Anthropic, { APIError as AnthropicError, InternalServerError as AnthropicServerError } from '@anthropic-ai/sdk';
import OpenAI, {
  APIError,
  AuthenticationError,
  BadRequestError,
  InternalServerError,
  NotFoundError,
  RateLimitError,
} from 'openai';
import { describe, expect, it } from 'vitest';
import { FAST, QUESTION, start, type Started } from '../test/start.ts';

const openai = ({ gateway }: Started): OpenAI =>
  new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'sk-client', maxRetries: 0 });
const anthropic = ({ gateway }: Started): Anthropic =>
  new Anthropic({ baseURL: gateway.url, apiKey: 'sk-client', maxRetries: 0 });
const MESSAGE = { model: 'claude-sonnet-5-5', max_tokens: 64, messages: [{ role: 'user' as const, content: 'hello' }] };

/** What a promise is rejected with. */
const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("OpenAI's client", () => {
  it('gets chat completions, plain and streamed', async () => {
    await using started = await start({ a: ['503', 'ok', 'reset', 'ok'] });
    const client = openai(started);
    const answer = await client.chat.completions.create(QUESTION);
    const text = answer.choices[0]?.message.content ?? '';
    expect(text.length).toBeGreaterThan(20);
    let streamed = '';
    for await (const { choices } of await client.chat.completions.create({ ...QUESTION, stream: true })) {
      streamed += choices[0]?.delta.content ?? '';
    }
    expect(streamed).toBe(text);
  });

  it('gets its stream helpers, responses, embeddings and models', async () => {
    await using started = await start();
    const client = openai(started);
    const completion = await client.chat.completions.stream(QUESTION).finalChatCompletion();
    expect(completion.choices[0]?.finish_reason).toBe('stop');
    expect((await client.responses.create({ model: 'gpt-5', input: 'hello' })).status).toBe('completed');
    expect((await client.responses.stream({ model: 'gpt-5', input: 'hello' }).finalResponse()).status).toBe(
      'completed',
    );
    const { data } = await client.embeddings.create({ model: 'gpt-5', input: ['a', 'b'] });
    expect(data).toHaveLength(2);
    expect((await client.models.list()).data.map(({ id }) => id)).toEqual(['gpt-5', 'claude-sonnet-5-5']);
  });

  it.each([
    ['400', BadRequestError, { status: 400, code: 'missing_required_parameter', param: 'messages' }],
    ['400:variant=context_length_exceeded', BadRequestError, { status: 400, code: 'context_length_exceeded' }],
    ['401', InternalServerError, { status: 502, code: 'bad_gateway' }],
    ['429*3', RateLimitError, { status: 429, code: 'rate_limited' }],
    ['500*3', InternalServerError, { status: 500, code: 'server_error' }],
    ['html:status=502*3', InternalServerError, { status: 502, code: 'bad_gateway' }],
    ['error-body*3', InternalServerError, { status: 500, code: 'server_error' }],
    ['truncated-json*3', InternalServerError, { status: 502, code: 'invalid_response' }],
  ])('gets its own error for an upstream that answers %s', async (step, type, fields) => {
    await using started = await start({
      a: step.endsWith('*3') ? (Array(3).fill(step.slice(0, -2)) as string[]) : [step],
    });
    const error = await caught(openai(started).chat.completions.create(QUESTION));
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject(fields);
    expect((error as APIError).requestID).toMatch(/^[\w-]{10,}$/);
  });

  it('gets its own errors for what is wrong with the request itself', async () => {
    await using started = await start({}, FAST, { clientKeysFrom: 'KEYS' }, { KEYS: 'sk-client' });
    const client = openai(started);
    expect(await caught(client.chat.completions.create({ ...QUESTION, model: 'none' }))).toBeInstanceOf(NotFoundError);
    const stranger = new OpenAI({ baseURL: `${started.gateway.url}/v1`, apiKey: 'sk-other', maxRetries: 0 });
    expect(await caught(stranger.models.list())).toBeInstanceOf(AuthenticationError);
    await expect(client.models.list()).resolves.toBeDefined();
  });

  it('throws where a stream breaks after its first words, and gets them first', async () => {
    await using started = await start({ a: ['stream-cut:after-events=5'] });
    const words: string[] = [];
    const stream = await openai(started).chat.completions.create({ ...QUESTION, stream: true });
    const error = await caught(
      (async () => {
        for await (const { choices } of stream) words.push(choices[0]?.delta.content ?? '');
      })(),
    );
    expect(words.join('').length).toBeGreaterThan(5);
    expect(error).toBeInstanceOf(APIError);
    expect(error).toMatchObject({ code: 'stream_interrupted' });
  });

  it('gets a status for a stream that has failed before its first words', async () => {
    await using started = await start({
      a: ['stream-error:after-events=1', 'stream-cut:after-events=1', 'stream-cut:after-events=0'],
    });
    const error = await caught(openai(started).chat.completions.create({ ...QUESTION, stream: true }));
    expect(error).toBeInstanceOf(InternalServerError);
    expect(error).toMatchObject({ status: 502, code: 'invalid_response' });
  });

  it('never sees a stream that breaks before its first words', async () => {
    await using started = await start({ a: ['stream-error:after-events=1', 'stream-cut:after-events=0', 'ok'] });
    const { choices } = await openai(started).chat.completions.stream(QUESTION).finalChatCompletion();
    expect(choices[0]?.finish_reason).toBe('stop');
  });
});

describe("Anthropic's client", () => {
  it('gets messages, plain and streamed', async () => {
    await using started = await start({ a: ['503', 'ok', 'reset', 'ok'] });
    const client = anthropic(started);
    const { content } = await client.messages.create(MESSAGE);
    const streamed = await client.messages.stream(MESSAGE).finalMessage();
    expect(streamed.content).toEqual(content);
  });

  it('gets models', async () => {
    await using started = await start();
    expect((await anthropic(started).models.list()).data.map(({ id }) => id)).toContain('claude-sonnet-5-5');
  });

  it('gets its own errors, in its own envelope', async () => {
    await using started = await start({ a: ['401', '503', '503', '503'] });
    const refused = await caught(anthropic(started).messages.create(MESSAGE));
    expect(refused).toBeInstanceOf(AnthropicServerError);
    expect(refused).toMatchObject({ status: 502, type: 'api_error' });
    expect((refused as AnthropicError).requestID).toMatch(/^[\w-]{10,}$/);
    expect(await caught(anthropic(started).messages.create(MESSAGE))).toMatchObject({
      status: 503,
      type: 'overloaded_error',
    });
  });

  it('throws where a stream breaks after its first words', async () => {
    await using started = await start({ a: ['stream-cut:after-events=6'] });
    const error = await caught(anthropic(started).messages.stream(MESSAGE).finalMessage());
    expect(error).toBeInstanceOf(AnthropicError);
  });
});
