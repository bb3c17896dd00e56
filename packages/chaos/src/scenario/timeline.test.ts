import { describe, expect, it } from 'vitest';
import { createTimeline } from './timeline.ts';

const facts = {
  number: 1,
  method: 'POST',
  path: '/v1/chat/completions',
  model: 'gpt-5',
  streaming: false,
  headers: {},
  body: '',
};

describe('timeline', () => {
  it('includes its start and excludes its end', () => {
    const timeline = createTimeline([{ fromMs: 100, toMs: 200, fault: '503' }], 1);
    const on = [99, 100, 199, 200].map((elapsedMs) => timeline.faultFor(facts, elapsedMs) !== undefined);
    expect(on).toEqual([false, true, true, false]);
  });

  it('lasts for ever without an end', () => {
    expect(createTimeline([{ fromMs: 0, fault: '503' }], 1).faultFor(facts, 1e12)).toMatchObject({ status: 503 });
  });

  it('lets the first entry that is meant for the request decide', () => {
    const timeline = createTimeline(
      [
        { fromMs: 0, when: { model: 'claude-*' }, fault: '529' },
        { fromMs: 0, fault: '503' },
      ],
      1,
    );
    expect(timeline.faultFor(facts, 0)).toMatchObject({ status: 503 });
    expect(timeline.faultFor({ ...facts, model: 'claude-4' }, 0)).toMatchObject({ status: 529 });
  });

  it('says when the port shuts and opens', () => {
    const timeline = createTimeline(
      [
        { fromMs: 100, toMs: 200, fault: 'refuse' },
        { fromMs: 300, toMs: 400, fault: 'reset:when=on-connect' },
        { fromMs: 0, toMs: 50, fault: '503' },
      ],
      1,
    );
    expect([0, 100, 250, 300].map((elapsedMs) => timeline.connectionFault(elapsedMs))).toEqual([
      undefined,
      'refuse',
      undefined,
      'reset',
    ]);
    expect([0, 100, 300, 400].map((elapsedMs) => timeline.nextChangeMs(elapsedMs))).toEqual([100, 200, 400, undefined]);
  });
});
