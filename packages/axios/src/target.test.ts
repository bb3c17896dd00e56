import { AxiosHeaders } from 'axios';
import { describe, expect, it } from 'vitest';
import { modelIn, targetOf } from './target.ts';

describe('targetOf', () => {
  it.each<[string, object, string]>([
    ['the host of an absolute URL', { url: 'https://api.openai.com/v1/responses/resp_1?key=k#x' }, 'api.openai.com'],
    ['the host of the base', { baseURL: 'https://api.openai.com/v1', url: '/threads/7' }, 'api.openai.com'],
    ['the host of the URL before that of the base', { baseURL: 'https://a.test', url: 'https://b.test/x' }, 'b.test'],
    [
      'the host of the base where URLs may not be absolute',
      { baseURL: 'https://a.test', url: 'https://b.test/x', allowAbsoluteUrls: false },
      'a.test',
    ],
    ['the port', { baseURL: 'http://127.0.0.1:4000' }, '127.0.0.1:4000'],
    ['no user and no password', { url: 'https://me:secret@a.test/' }, 'a.test'],
    ['one name for all that has no host', { url: '/v1/models' }, 'unknown-host'],
    ['that name for no URL', {}, 'unknown-host'],
  ])('is %s', (_name, config, target) => {
    expect(targetOf({ headers: new AxiosHeaders(), ...config })).toBe(target);
    expect(targetOf({ headers: new AxiosHeaders(), ...config }, 'gpt-5')).toBe(`${target}/gpt-5`);
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
});
