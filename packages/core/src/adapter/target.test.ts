import { describe, expect, it } from 'vitest';
import { modelIn, targetOf } from './target.ts';

describe('targetOf', () => {
  it.each<[string, string | URL, string]>([
    ['the host of a URL', 'https://api.openai.com/v1/responses/resp_1?key=k#x', 'api.openai.com'],
    ['the host of a URL object', new URL('https://a.test/x'), 'a.test'],
    ['the port', 'http://127.0.0.1:4000', '127.0.0.1:4000'],
    ['no user and no password', 'https://me:secret@a.test/', 'a.test'],
    ['one name for all that has no host', '/v1/models', 'unknown-host'],
    ['that name for a URL without one', 'data:text/plain,x', 'unknown-host'],
  ])('is %s', (_name, url, target) => {
    expect(targetOf(url)).toBe(target);
    expect(targetOf(url, 'gpt-5')).toBe(`${target}/gpt-5`);
  });
});

describe('modelIn', () => {
  it.each(['gpt-5', 'anthropic/claude-sonnet-4.5', '@cf/meta/llama-3', 'ft:gpt-4o:org::id'])('reads %s', (model) => {
    expect(modelIn({ model })).toBe(model);
    expect(modelIn(JSON.stringify({ input: '"model": "other"', model }))).toBe(model);
  });

  it.each([
    undefined,
    null,
    7,
    'text',
    '{"model": "cut',
    '{"metadata":{"model":"inner"}}',
    new URLSearchParams({ model: 'x' }),
    { model: '' },
    { model: 7 },
    { model: 'a prompt by mistake' },
    { model: 'gpt-5?key=k' },
    { model: 'x'.repeat(129) },
  ])('finds none in %j', (body) => {
    expect(modelIn(body)).toBeUndefined();
  });

  it.each([
    ['https://x.openai.azure.com/openai/deployments/my%20gpt/chat/completions?api-version=1', undefined],
    ['https://x.openai.azure.com/openai/deployments/my-gpt/chat/completions?api-version=1', 'my-gpt'],
    ['https://generativelanguage.googleapis.com/v1beta/models/gemini-3-pro:generateContent', 'gemini-3-pro'],
    ['https://api.openai.com/v1/models/gpt-5', 'of-the-body'],
    ['https://api.openai.com/v1/chat/completions?next=/deployments/x/', 'x'],
  ])('reads it off the path of %s', (url, model) => {
    expect(modelIn({ model: 'of-the-body' }, url)).toBe(model);
  });
});
