import { describe, expect, it } from 'vitest';
import { asksForStream, streamFraming } from './streaming.ts';

describe('asksForStream', () => {
  it.each<[string, unknown]>([
    ['/v1/chat/completions', { stream: true }],
    ['/v1/chat/completions', '{"stream":true}'],
    ['/v1beta/models/gemini-3-pro:streamGenerateContent?alt=sse', undefined],
    ['/v1beta/models/gemini-3-pro:streamGenerateContent', '{}'],
  ])('is true of %s with %j', (url, body) => expect(asksForStream(url, body)).toBe(true));

  it.each<[string, unknown]>([
    ['/v1/chat/completions', { stream: false }],
    ['/v1/chat/completions', { stream: 'true' }],
    ['/v1/chat/completions', 'stream: true'],
    ['/v1/chat/completions', null],
    ['/v1beta/models/gemini-3-pro:generateContent', undefined],
  ])('is false of %s with %j', (url, body) => expect(asksForStream(url, body)).toBe(false));
});

describe('streamFraming', () => {
  it.each<[string | null, boolean, string | undefined]>([
    ['text/event-stream', false, 'sse'],
    ['application/x-ndjson', true, 'json-lines'],
    [null, true, 'sse'],
    ['text/plain; charset=utf-8', true, 'sse'],
    ['text/plain', false, undefined],
    ['application/json', true, undefined],
    ['text/html', true, undefined],
  ])('takes %s, a stream asked for: %s, for %s', (type, asked, framing) => {
    expect(streamFraming(type, asked, '/v1/chat')).toBe(framing);
  });

  it('takes JSON for a list of events where Google streams without alt=sse', () => {
    const url = '/v1beta/models/gemini-3-pro:streamGenerateContent';
    expect(streamFraming('application/json; charset=UTF-8', true, url)).toBe('json-list');
    expect(streamFraming('application/json', true, `${url}?key=a&alt=sse`)).toBeUndefined();
  });
});
