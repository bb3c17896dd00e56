import { describe, expect, it } from 'vitest';
import type { Incident } from '../incident/incident.ts';
import { startGatewayProcess } from './gateway-process.ts';
import { openShow } from './show.ts';

/** Shorter than anybody would watch. */
const INCIDENT: Incident = {
  seed: 1,
  callsPerSecond: 40,
  windowMs: 100,
  phases: [
    { name: 'healthy', fromMs: 0, toMs: 200, scenario: {} },
    { name: 'outage', fromMs: 200, toMs: 500, scenario: { rules: [{ fault: '503' }] } },
  ],
};

describe('the show', () => {
  it('has a page with what came of the calls', async () => {
    const show = await openShow(INCIDENT);
    try {
      expect((await fetch(show.url)).status).toBe(200);
      await show.play(new AbortController().signal);
      const answered = async (): Promise<number> => {
        const state = (await (await fetch(`${show.url}/api/state`)).json()) as { totals: { answered: number } };
        return state.totals.answered;
      };
      await expect.poll(answered).toBeGreaterThan(2); // some of the calls are still under way
    } finally {
      await show.close();
    }
    await expect(fetch(show.url)).rejects.toThrow('fetch failed');
  });

  it('says why a gateway does not start', async () => {
    await expect(startGatewayProcess({ models: {} }, {})).rejects.toThrow('upstreams: ');
  });
});
