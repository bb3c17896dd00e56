import { attach } from '@breakwater/axios';
import { type FaultInput, startChaos } from '@breakwater/chaos';
import { createBreakwater, type EventMap, type Policy } from '@breakwater/core';
import { withBreakwater as withLangChain } from '@breakwater/langchain';
import { withBreakwater as withOpenAI } from '@breakwater/openai';
import { ChatOpenAI } from '@langchain/openai';
import { create } from 'axios';
import { OpenAI } from 'openai';
import { describe, expect, it } from 'vitest';
import { MODEL, QUESTION } from './driver.ts';
import { fastClock, SPEED } from './fast-clock.ts';
import { BASE } from './incident.ts';

const request = { model: MODEL, messages: [{ role: 'user' as const, content: QUESTION }] };

/** Three clients of one upstream under one breakwater, each asking one question. */
async function setUp(policy: Policy, plan: readonly FaultInput[]) {
  const chaos = await startChaos();
  const base = chaos.plan([...plan]);
  const breakwater = createBreakwater({ ...BASE, retry: false, ...policy }, { clock: fastClock, random: () => 0 });
  const instance = create({ baseURL: `${base}/v1` });
  attach(instance, breakwater);
  const client = new OpenAI(withOpenAI(breakwater, { apiKey: 'k', baseURL: `${base}/v1` }));
  const configuration = { baseURL: `${base}/v1` };
  const model = withLangChain(breakwater, new ChatOpenAI({ model: MODEL, apiKey: 'k', configuration }));
  return {
    breakwater,
    axios: () => instance.post('/chat/completions', request),
    openai: () => client.chat.completions.create(request),
    langchain: () => model.invoke(QUESTION),
    /** When requests came in, milliseconds of the policy's time from the first. */
    arrivals: () => chaos.requestsOf(base).map(({ atMs }, _index, all) => (atMs - (all[0]?.atMs ?? 0)) * SPEED),
    [Symbol.asyncDispose]: () => chaos.close(),
  };
}

describe('clients of different libraries under one breakwater', () => {
  it('have one gate: what axios trips, the others wait at', async () => {
    const breaker: Policy['breaker'] = { threshold: 1, probeAfter: '20s', maxProbeAfter: '20s', maxWait: '1500m' };
    await using test = await setUp({ breaker }, ['503', 'ok']);
    const states: string[] = [];
    test.breakwater.on('breaker', ({ to }: EventMap['breaker']) => states.push(to));
    await expect(test.axios()).rejects.toMatchObject({ response: { status: 503 } });
    await Promise.all([test.openai(), test.langchain()]);
    const [, probe = 0] = test.arrivals();
    expect(probe).toBeGreaterThanOrEqual(20_000 - SPEED);
    expect(test.arrivals()).toHaveLength(3);
    expect(Object.keys(test.breakwater.snapshot().targets)).toHaveLength(1);
    expect(states.slice(0, 2)).toEqual(['open', 'half-open']);
  });

  it('heed a hint that one of them was given', async () => {
    await using test = await setUp({}, ['429:retry-after=20', 'ok']);
    await expect(test.openai()).rejects.toMatchObject({ status: 429 });
    await test.axios();
    const [, next = 0] = test.arrivals();
    expect(next).toBeGreaterThanOrEqual(20_000 - SPEED);
  });

  it('are refused alike, each in its own words', async () => {
    const breaker: Policy['breaker'] = { threshold: 1, probeAfter: '1000m', maxProbeAfter: '1000m', whenOpen: 'fail' };
    await using test = await setUp({ breaker }, ['503*']);
    await expect(test.langchain()).rejects.toMatchObject({ status: 503 });
    await expect(test.axios()).rejects.toMatchObject({ response: { status: 503 }, code: 'BREAKWATER_BREAKER_OPEN' });
    await expect(test.openai()).rejects.toMatchObject({ status: 503, code: 'breaker-open' });
    expect(test.arrivals()).toHaveLength(1);
  });
});
