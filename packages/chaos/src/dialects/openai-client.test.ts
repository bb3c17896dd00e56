import OpenAI, {
  APIConnectionError,
  AuthenticationError,
  BadRequestError,
  InternalServerError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
} from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startChaos } from '../start-chaos.ts';
import type { Chaos } from '../chaos.ts';

// The dialect is right when the provider's own client is content with it.
let chaos: Chaos;
let openai: OpenAI;
beforeAll(async () => {
  chaos = await startChaos();
  openai = new OpenAI({ apiKey: 'test', baseURL: `${chaos.url}/v1`, maxRetries: 0 });
});
afterAll(() => chaos.close());

const question = { model: 'gpt-5', messages: [{ role: 'user' as const, content: 'hello' }] };
const failing = (step: string) => new OpenAI({ apiKey: 'test', baseURL: `${chaos.plan([step])}/v1`, maxRetries: 0 });

describe('the OpenAI client', () => {
  it('gets a chat completion', async () => {
    const answer = await openai.chat.completions.create(question);
    expect(answer.choices[0]).toMatchObject({ finish_reason: 'stop', message: { role: 'assistant' } });
    expect(answer.choices[0]?.message.content?.split(' ')).toHaveLength(24);
    expect(answer.usage?.total_tokens).toBeGreaterThan(2);
    expect(answer).toMatchObject({ _request_id: expect.stringMatching(/^req_/) as unknown });
  });

  it('gets the same text by stream as without', async () => {
    const whole = await openai.chat.completions.create(question);
    let text = '';
    let finish: string | null = null;
    for await (const chunk of await openai.chat.completions.create({ ...question, stream: true })) {
      text += chunk.choices[0]?.delta.content ?? '';
      finish = chunk.choices[0]?.finish_reason ?? finish;
    }
    expect(text).toBe(whole.choices[0]?.message.content);
    expect(finish).toBe('stop');
  });

  it('gets the usage of a stream when it asks for it', async () => {
    const stream = openai.chat.completions.stream({ ...question, stream_options: { include_usage: true } });
    expect((await stream.totalUsage()).completion_tokens).toBeGreaterThan(1);
  });

  it('is cut short at its limit', async () => {
    const answer = await openai.chat.completions.create({ ...question, max_completion_tokens: 3 });
    expect(answer.choices[0]?.finish_reason).toBe('length');
    expect(answer.choices[0]?.message.content?.split(' ')).toHaveLength(3);
  });

  it("gets embeddings: one per text, of unit length, in the client's own encoding", async () => {
    const { data } = await openai.embeddings.create({ model: 'e', input: ['one', 'two'], dimensions: 16 });
    const [one, two] = data.map(({ embedding }) => embedding);
    expect(one).toHaveLength(16);
    expect(Math.hypot(...(one ?? []))).toBeCloseTo(1, 5);
    expect(two).not.toEqual(one);
    const again = await openai.embeddings.create({
      model: 'e',
      input: 'one',
      dimensions: 16,
      encoding_format: 'float',
    });
    again.data[0]?.embedding.forEach((value, index) => expect(value).toBeCloseTo(one?.[index] ?? Number.NaN, 6));
  });

  it('lists models, and finds any one', async () => {
    const names: string[] = [];
    for await (const { id } of openai.models.list()) names.push(id);
    expect(names).toContain('chaos-large');
    expect(await openai.models.retrieve('vendor/name')).toMatchObject({ id: 'vendor/name', object: 'model' });
  });

  it('gets a response', async () => {
    const response = await openai.responses.create({ model: 'gpt-5', input: 'hello' });
    expect(response.status).toBe('completed');
    expect(response.output_text.split(' ')).toHaveLength(24);
  });

  it('gets a response by stream', async () => {
    const stream = openai.responses.stream({ model: 'gpt-5', input: 'hello' });
    let text = '';
    stream.on('response.output_text.delta', ({ delta }) => (text += delta));
    const final = await stream.finalResponse();
    expect(final.output_text).toBe(text);
    expect(text.split(' ')).toHaveLength(24);
  });

  it.each([
    ['400', BadRequestError],
    ['401', AuthenticationError],
    ['403', PermissionDeniedError],
    ['404', NotFoundError],
    ['429', RateLimitError],
    ['500', InternalServerError],
    ['html', InternalServerError],
    ['503', InternalServerError],
    ['504', InternalServerError],
    ['reset', APIConnectionError],
  ])('throws what it throws for %s', async (step, type) => {
    await expect(failing(step).chat.completions.create(question)).rejects.toBeInstanceOf(type);
  });

  it('reads code, type and request id of an error', async () => {
    await expect(failing('429:variant=insufficient_quota').chat.completions.create(question)).rejects.toMatchObject({
      status: 429,
      code: 'insufficient_quota',
      type: 'insufficient_quota',
      requestID: expect.stringMatching(/^req_/) as unknown,
    });
  });

  it('throws the error of a stream from the stream', async () => {
    const stream = await failing('stream-error:status=503').chat.completions.create({ ...question, stream: true });
    const read = async () => {
      for await (const chunk of stream) void chunk;
    };
    await expect(read()).rejects.toMatchObject({ code: 'server_is_overloaded' });
  });

  it('waits as a 429 tells it, and then gets its answer', async () => {
    const base = chaos.plan(['429:retry-after-ms=5', 'ok']);
    const client = new OpenAI({ apiKey: 'test', baseURL: `${base}/v1`, maxRetries: 1 });
    expect((await client.chat.completions.create(question)).object).toBe('chat.completion');
    expect(chaos.requestsOf(base)).toHaveLength(2);
  });
});

describe('a request that is wrong', () => {
  it.each(['{}', 'not json', '{"messages":[]}', '[]', ''])('gets a true 400: %s', async (body) => {
    const response = await fetch(`${chaos.url}/v1/chat/completions`, { method: 'POST', body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error', param: 'messages' } });
  });

  it.each(['embeddings', 'responses'])('gets a true 400 from %s', async (endpoint) => {
    const response = await fetch(`${chaos.url}/v1/${endpoint}`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { message: "Missing required parameter: 'input'." } });
  });

  it('gets a 404 that says what there is, for an endpoint there is not', async () => {
    const response = await fetch(`${chaos.url}/v1/audio`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('POST /v1/chat/completions');
  });
});
