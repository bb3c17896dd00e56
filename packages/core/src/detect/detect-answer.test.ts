import { describe, expect, it } from 'vitest';

import { detectAnswer } from './detect.ts';

describe('a good answer', () => {
  it.each([
    ['a JSON object', { status: 200, body: { id: 1 }, expects: 'json' }],
    ['a null error, as OpenAI Responses sends', { status: 200, body: { error: null }, expects: 'json' }],
    ['JSON text', { status: 200, body: '{"error":null}', expects: 'json' }],
    ['no body where none belongs', { status: 204, body: '', expects: 'json' }],
    ['a body that was not read', { status: 200, expects: 'json' }],
    ['prose that nobody asked to be JSON', { status: 200, body: 'error: all fine', expects: 'anything' }],
    ['the begin of a stream', { status: 200, body: 'data: {"error":null}', expects: 'stream' }],
    ['not modified', { status: 304 }],
  ] as const)('is %s', (_what, answer) => {
    expect(detectAnswer(answer)).toBeUndefined();
  });
});

describe('a bad answer', () => {
  it.each([
    ['a status of 400 or more', { status: 429, body: '' }, {}],
    ['an error in a 200', { status: 200, body: { error: { code: 400 } } }, { codes: ['400'] }],
    [
      'an error in a 200 as text',
      { status: 200, body: '{"error":"MAINTENANCE_MODE"}' },
      { messages: ['MAINTENANCE_MODE'] },
    ],
    ['an error in a list', { status: 200, body: [{ error: { status: 'INTERNAL' } }] }, { codes: ['INTERNAL'] }],
    ['Anthropic’s shape', { status: 200, body: { type: 'error', message: 'no' } }, { messages: ['no'] }],
    ['vLLM’s shape', { status: 200, body: { object: 'error', message: 'no' } }, { messages: ['no'] }],
    ['MiniMax’s shape', { status: 200, body: { base_resp: { status_code: 1008 } } }, { codes: ['1008'] }],
    ['half a JSON document', { status: 200, body: '{"id":1,', expects: 'json' }, { codes: ['truncated_json'] }],
    ['nothing where JSON was asked for', { status: 200, body: '', expects: 'json' }, { codes: ['empty_body'] }],
    ['a page where JSON was asked for', { status: 200, body: '<html>', expects: 'json' }, { codes: ['html_body'] }],
    [
      'a page where a stream was asked for',
      { status: 200, body: 'x', headers: { 'content-type': 'text/html' }, expects: 'stream' },
      { codes: ['html_body'] },
    ],
  ] as const)('is %s', (_what, answer, facts) => {
    expect(detectAnswer(answer)).toMatchObject(facts);
  });
});
