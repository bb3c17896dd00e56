import { AxiosHeaders } from 'axios';
import { describe, expect, it } from 'vitest';
import { targetOfConfig } from './target.ts';

describe('targetOfConfig', () => {
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
    expect(targetOfConfig({ headers: new AxiosHeaders(), ...config }, undefined)).toBe(target);
    expect(targetOfConfig({ headers: new AxiosHeaders(), ...config }, 'gpt-5')).toBe(`${target}/gpt-5`);
  });
});
