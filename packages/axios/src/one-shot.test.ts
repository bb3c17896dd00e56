import { createBreakwater } from '@breakwater/core';
import { create } from 'axios';
import NodeFormData from 'form-data';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { caught, FAST, setUp } from '../test/set-up.ts';
import { answer, reset, startUpstream } from '@breakwater/tests-kit/upstream';
import { attach } from './index.ts';

const bytes = Buffer.from([0, 255, 1, 254, 10, 13]);

function form(): FormData {
  const data = new FormData();
  data.set('model', 'whisper-1');
  data.set('file', new Blob([bytes], { type: 'audio/wav' }), 'speech.wav');
  return data;
}

function nodeForm(): NodeFormData {
  const data = new NodeFormData();
  data.append('file', bytes, 'speech.wav');
  return data;
}

describe.each(['http', 'fetch'])('a body through the %s adapter', (adapter) => {
  it.each<[string, () => unknown]>([
    ['a string', () => 'text'],
    ['an object', () => ({ a: 1 })],
    ['a Buffer', () => bytes],
    ['an ArrayBuffer', () => Uint8Array.from(bytes).buffer],
    ['a typed array', () => Uint8Array.from(bytes)],
    ['URLSearchParams', () => new URLSearchParams({ a: 'b c' })],
    ['a Blob', () => new Blob([bytes])],
  ])('is sent again byte for byte when it is %s', async (_name, body) => {
    await using test = await setUp(FAST, [answer(503), reset, answer(200)], { adapter });
    await test.instance.post('/upload', body());
    const [first, ...again] = test.upstream.received.map((request) => request.body.toString('hex'));
    expect(first).not.toBe('');
    expect(again).toEqual([first, first]);
  });

  it('is sent again byte for byte, but for the boundary, when it is FormData', async () => {
    await using test = await setUp(FAST, [answer(503), answer(200)], { adapter });
    // Without the header the fetch adapter of some versions labels a form as a query.
    await test.instance.post('/upload', form(), { headers: { 'content-type': 'multipart/form-data' } });
    const sent = test.upstream.received.map(({ body, headers }) => {
      const boundary = /boundary=(.+)$/.exec(headers['content-type'] ?? '')?.[1] ?? 'none';
      return body.toString('latin1').replaceAll(boundary, 'BOUNDARY');
    });
    expect(sent[0]).toContain(bytes.toString('latin1'));
    expect(sent).toEqual([sent[0], sent[0]]);
  });

  it.each<[string, () => unknown]>([
    ['a Node stream', () => Readable.from([bytes])],
    // The fetch adapter cannot send one of these, with or without a policy.
    ...(adapter === 'http' ? [['a form-data instance', nodeForm] as [string, () => unknown]] : []),
    ...(adapter === 'fetch' ? [['a web stream', () => new Blob([bytes]).stream()] as [string, () => unknown]] : []),
  ])('is never sent twice when it is %s', async (_name, body) => {
    await using test = await setUp(FAST, [answer(503, { error: { message: 'down' } })], { adapter });
    const error = await caught(test.instance.post('/upload', body()));
    expect(test.upstream.received).toHaveLength(1);
    expect(test.upstream.received[0]?.body.includes(bytes)).toBe(true);
    expect(error.response).toMatchObject({ status: 503, data: { error: { message: 'down' } } });
    const explanation = test.breakwater.explain(error);
    expect(explanation.stopped).toBe('body-not-resendable');
    expect(explanation.text).toContain('one-shot body');
  });

  it('is never sent twice when axios makes a form of an object', async () => {
    await using test = await setUp(FAST, [answer(503)], { adapter });
    const error = await caught(test.instance.postForm('/upload', { a: 1 }));
    expect(test.upstream.received).toHaveLength(1);
    expect(test.breakwater.explain(error).stopped).toBe('body-not-resendable');
  });

  it('is not sent to a fallback either, once it was sent', async () => {
    await using upstream = await startUpstream(answer(503, 'down'));
    const instance = create({ baseURL: upstream.url, adapter });
    attach(instance, createBreakwater({ ...FAST, fallback: { '*': ['second'] } }), { beforeAttempt: () => undefined });
    const error = await caught(instance.post('/upload', Readable.from([bytes])));
    expect(error.response).toMatchObject({ status: 503, data: 'down' });
    expect(upstream.received).toHaveLength(1);
  });
});
