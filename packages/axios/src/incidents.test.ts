import { startChaos } from '@breakwater/chaos';
import { createBreakwater, systemClock } from '@breakwater/core';
import { hasSilence, impatientClock, SILENCE_LIMITS } from '@breakwater/tests-kit/impatient-clock';
import { create } from 'axios';
import { describe, expect, it } from 'vitest';
import { caught, CHAT, FAST, prompt } from '../test/set-up.ts';
import { attach } from './index.ts';

/** What an AI gateway does on a bad day: each is made good by the next attempt, and is named rightly when none helps. */
const incidents = [
  ['500', 500],
  ['502', 502],
  ['503', 503],
  ['504', 504],
  ['html', 502],
  ['reset', 502],
  ['reset:when=during-headers', 502],
  ['reset:when=after-headers', 502],
  ['close', 502],
  ['close:when=after-headers', 502],
  ['truncated-json', 502],
  ['invalid-json', 502],
  ['empty-body', 502],
  ['error-body', 500],
  ['hang', 504],
] as const;

describe.each(['http', 'fetch'])('through the %s adapter', (adapter) => {
  it.each(incidents)('%s is got over, and is a %i when it lasts', async (fault, code) => {
    await using chaos = await startChaos();
    const clock = impatientClock(systemClock, () => hasSilence(chaos.requests));
    const breakwater = createBreakwater({ ...FAST, timeout: SILENCE_LIMITS }, { clock });
    const instance = create({ adapter, baseURL: chaos.plan([fault, fault, 'ok', `${fault}*`]) });
    attach(instance, breakwater);
    const { data } = await instance.post<{ choices: unknown[] }>(CHAT, prompt);
    expect(data.choices).toHaveLength(1);
    expect(chaos.requests).toHaveLength(3);

    const last = await instance.post(CHAT, prompt).catch((error: unknown) => error);
    const { classification, attempts, stopped } = breakwater.explain(last);
    expect({ code: classification.code, attempts: attempts.length, stopped }).toEqual({
      code,
      attempts: 3,
      stopped: 'attempts-exhausted',
    });
    expect(new Set(chaos.requests.map(({ body }) => body))).toEqual(new Set([JSON.stringify(prompt)]));
  });

  it.each([
    ['400', 400],
    ['401', 401],
    ['403', 403],
    ['429:retry-after=600', 429], // longer than any call waits
  ])('%s is not made again', async (fault, code) => {
    await using chaos = await startChaos();
    const breakwater = createBreakwater(FAST);
    const instance = create({ adapter, baseURL: chaos.plan([fault, 'ok']) });
    attach(instance, breakwater);
    const error = await caught(instance.post(CHAT, prompt));
    expect(breakwater.explain(error).classification.code).toBe(code);
    expect(error.response?.status).toBe(code);
    expect(chaos.requests).toHaveLength(1);
  });
});
