import { describe, expect, it } from 'vitest';
import { judge, type Reply } from './judge.ts';

const LONG = `${JSON.stringify({ data: 'x'.repeat(70_000) })}\n`;
const reply: Reply = {
  status: 200,
  headers: {},
  contentType: 'application/json',
  body: '{"id":1}',
  method: 'POST',
  modelled: true,
};

describe('judge', () => {
  it.each<[string, Partial<Reply>]>([
    ['JSON', {}],
    ['an empty body of what is no model', { modelled: false, body: '' }],
    ['a web page where no model was asked', { modelled: false, contentType: 'text/html', body: '<html>' }],
    ['the empty answer to a HEAD', { method: 'HEAD', body: '' }],
    ['a stream, which was not read', { contentType: 'text/event-stream', body: undefined }],
    ['bytes too long to be an error', { body: new Uint8Array(131_073), contentType: 'audio/mpeg' }],
    ['a long document', { body: LONG }],
    ['the bytes of a long document', { body: new TextEncoder().encode(LONG) }],
  ])('finds nothing wrong with %s', (_name, over) => {
    expect(judge({ ...reply, ...over })).toBeUndefined();
  });

  it.each<[string, Partial<Reply>, string]>([
    ['an error inside a 200', { body: { error: { message: 'no', code: 'overloaded' } } }, 'overloaded'],
    ['a model that answers with a web page', { contentType: 'text/html', body: '<html>' }, 'html_body'],
    ['cut JSON of a model', { body: '{"id":' }, 'truncated_json'],
    ['half of a long document', { body: LONG.slice(0, -10) }, 'truncated_json'],
    ['the bytes of half of one', { body: new TextEncoder().encode(LONG.slice(0, -10)) }, 'truncated_json'],
    ['an empty body where JSON was asked for', { modelled: false, body: '', json: true }, 'empty_body'],
  ])('finds %s', (_name, over, code) => {
    expect(judge({ ...reply, ...over })?.codes).toContain(code);
  });
});
