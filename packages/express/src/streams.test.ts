import Anthropic, { APIError as AnthropicError } from '@anthropic-ai/sdk';
import { BreakwaterError, createBreakwater } from '@breakwater/core';
import express, { type Express } from 'express';
import OpenAI, { APIError } from 'openai';
import { describe, expect, it } from 'vitest';
import { serve, VERSIONS } from '../test/serve.ts';
import { errorHandler } from './error-handler.ts';

const failed = new BreakwaterError('deadline-exceeded', 'openai/gpt-5', 'a secret');

/** A server whose streams break after what is given. */
function breaksAfter(created: Express, ...events: readonly string[]): Express {
  created.post('/{*path}', (_request, response, next) => {
    response.setHeader('content-type', 'text/event-stream; charset=utf-8');
    for (const event of events) response.write(event);
    next(failed);
  });
  return created.use(errorHandler(createBreakwater({}), { onError: () => undefined }));
}

const CHUNK = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 'Hel' } }] })}\n\n`;

/** What a client read of a stream, and what it threw then. */
async function readAll(stream: AsyncIterable<unknown>): Promise<{ events: unknown[]; error: unknown }> {
  const events: unknown[] = [];
  try {
    for await (const event of stream) events.push(event);
  } catch (error) {
    return { events, error };
  }
  return { events, error: undefined };
}

describe('a stream that has begun', () => {
  it("makes OpenAI's client throw after what it got: chat completions", async () => {
    await using served = await serve(breaksAfter(express(), CHUNK));
    const client = new OpenAI({ baseURL: `${served.url}/v1`, apiKey: 'x', maxRetries: 0 });
    const stream = await client.chat.completions.create({ model: 'gpt-5', messages: [], stream: true });
    const { events, error } = await readAll(stream);
    expect(events).toHaveLength(1);
    expect(error).toBeInstanceOf(APIError);
    expect(error).toMatchObject({ code: 'gateway_timeout', type: 'server_error' });
  });

  it("makes OpenAI's client throw after what it got: responses", async () => {
    const created = `event: response.created\ndata: ${JSON.stringify({ type: 'response.created', response: {} })}\n\n`;
    await using served = await serve(breaksAfter(express(), created));
    const client = new OpenAI({ baseURL: `${served.url}/v1`, apiKey: 'x', maxRetries: 0 });
    const { error } = await readAll(await client.responses.create({ model: 'gpt-5', input: 'x', stream: true }));
    expect(error).toBeInstanceOf(APIError);
  });

  it("makes Anthropic's client throw after what it got", async () => {
    const ping = `event: ping\ndata: {"type":"ping"}\n\n`;
    await using served = await serve(breaksAfter(express(), ping));
    const client = new Anthropic({ baseURL: served.url, apiKey: 'x', maxRetries: 0 });
    const stream = await client.messages.create({ model: 'm', max_tokens: 9, messages: [], stream: true });
    const { error } = await readAll(stream);
    expect(error).toBeInstanceOf(AnthropicError);
    expect(error).toMatchObject({ type: 'timeout_error' });
  });

  it('ends an event that was cut before the error follows, and says nothing of what is inside', async () => {
    await using served = await serve(breaksAfter(express(), CHUNK, 'data: {"choi'));
    const text = await (await fetch(`${served.url}/v1/chat/completions`, { method: 'POST' })).text();
    expect(text.split('\n\n').filter(Boolean)).toEqual([
      CHUNK.trim(),
      'data: {"choi',
      `data: ${JSON.stringify({
        error: {
          message: 'The service took too long to answer.',
          type: 'server_error',
          param: null,
          code: 'gateway_timeout',
        },
      })}`,
    ]);
  });
});

describe.each(VERSIONS)('an answer that has begun on %s', (_name, create) => {
  it('is cut off where it is no stream: the client must see that it is not whole', async () => {
    const app = create().get('/', (_request, response, next) => {
      response.type('json').write('{"half":');
      next(failed);
    });
    app.use(errorHandler(createBreakwater({}), { onError: () => undefined }));
    await using served = await serve(app);
    await expect(fetch(served.url).then((response) => response.text())).rejects.toThrow(TypeError);
  });

  it('is left as it is where it is complete', async () => {
    const app = create().get('/', (_request, response, next) => {
      response.send('done');
      next(failed);
    });
    app.use(errorHandler(createBreakwater({}), { onError: () => undefined }));
    await using served = await serve(app);
    expect(await (await fetch(served.url)).text()).toBe('done');
  });
});
