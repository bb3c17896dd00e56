import { createBreakwater, detect } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { factOf, type Note, StepFollower } from './steps.ts';

const unavailable = Object.assign(new Error('unavailable'), { status: 503 });

function follow(): { readonly breakwater: ReturnType<typeof createBreakwater>; follower: StepFollower; notes: Note[] } {
  const breakwater = createBreakwater({
    retry: { max: 2, base: 0 },
    breaker: { threshold: 3, probeAfter: '1h', maxProbeAfter: '1h', whenOpen: 'fail' },
  });
  const notes: Note[] = [];
  return {
    breakwater,
    notes,
    follower: new StepFollower(
      breakwater,
      () => 1_000,
      (note) => notes.push(note),
    ),
  };
}

async function call({ breakwater, follower }: ReturnType<typeof follow>): Promise<void> {
  const attempt = (): Promise<never> => {
    follower.attemptFailed(unavailable);
    return Promise.reject(unavailable);
  };
  await breakwater.run('upstream', attempt).catch((error: unknown) => follower.callLost(error));
}

describe('the steps', () => {
  it('count what was seen and what it was taken for', async () => {
    const following = follow();
    await call(following);
    expect([...following.follower.detected]).toEqual([['HTTP 503', 2]]);
    expect([...following.follower.classified]).toEqual([['503 overloaded', 2]]);
    expect(following.follower.retries).toBe(1);
    expect(following.follower.explanation?.title).toBe('503 Service Unavailable (overloaded)');
  });

  it('note the first of a kind only, an opened breaker and a lost call', async () => {
    const following = follow();
    await call(following);
    await call(following);
    const steps = following.notes.map(({ step, text }) => `${step}: ${text.split(/[ ,:]/).slice(0, 3).join(' ')}`);
    expect(steps.filter((text) => text.startsWith('detect'))).toEqual(['detect: first HTTP 503']);
    expect(steps.filter((text) => text.startsWith('classify'))).toHaveLength(1);
    expect(steps.filter((text) => text.startsWith('handle'))).toEqual(['handle: the breaker opened']);
    expect(steps.filter((text) => text.startsWith('report'))).toHaveLength(2);
  });
});

describe('a fact', () => {
  it('is the status, else the code of what broke, else the kind', () => {
    expect(factOf(detect(unavailable))).toBe('HTTP 503');
    expect(factOf(detect(Object.assign(new Error('reset'), { code: 'ECONNRESET' })))).toBe('ECONNRESET');
    expect(factOf(detect(undefined))).toBe('unknown');
  });
});
