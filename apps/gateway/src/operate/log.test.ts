import { describe, expect, it } from 'vitest';
import { createLog } from './log.ts';

/** What a log writes of something. */
function written(what: object): string {
  let text = '';
  createLog('info', { write: (line) => void (text += line) }).info(what, 'told');
  return text;
}

describe('the log', () => {
  it('is one JSON object a line', () => {
    expect(JSON.parse(written({ status: 200 }))).toMatchObject({ level: 30, status: 200, msg: 'told' });
  });

  it.each([
    ['a credential', { authorization: 'Bearer hunter2' }],
    ['credentials among headers', { headers: { authorization: 'Bearer hunter2', 'x-api-key': 'hunter2' } }],
    ['the headers of a request', { req: { headers: { cookie: 'hunter2' } } }],
    ['keys of the configuration', { configuration: { clientKeys: ['hunter2'], adminKey: 'hunter2' } }],
    ['a key in the message of an error', { error: new Error('refused Bearer hunter2 for sk-hunter2hunter2') }],
    ['what an error carries', { error: Object.assign(new Error('refused'), { config: { data: 'hunter2' } }) }],
    ['a thrown text', { error: 'hunter2' }],
  ])('shows nothing of %s', (_name, what) => {
    expect(written(what)).not.toContain('hunter2');
  });

  it('shows name, message and stack of an error', () => {
    const { error } = JSON.parse(written({ error: new TypeError('a bug') })) as { error: Record<string, string> };
    expect(error).toMatchObject({ name: 'TypeError', message: 'a bug' });
    expect(error['stack']).toContain('log.test');
  });
});
