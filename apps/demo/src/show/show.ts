import { setTimeout as sleep } from 'node:timers/promises';
import { startChaos } from '@breakwater/chaos';
import { arrivalsOf } from '../incident/arrivals.ts';
import { endOf, type Incident } from '../incident/incident.ts';
import { startGatewayProcess } from './gateway-process.ts';

/** The same incident through the example gateway, to be watched on its page. */
export interface Show {
  /** The page. */
  readonly url: string;
  /** Plays the incident once, with traffic; ends early, and quietly, when the signal fires. */
  play(signal: AbortSignal): Promise<void>;
  /** Closes the gateway and its upstreams. */
  close(): Promise<void>;
}

/** Where there is somewhere else to go, a call goes there at once; at the last one it waits its turn. */
const POLICY = {
  targets: { 'primary/*': { fallback: ['backup/demo'] } },
};
const BACKUP = { latencyMs: { medianMs: 160, p99Ms: 400 } };
const CHAT = '/v1/chat/completions';

/**
 * Starts two upstreams and the gateway before them.
 *
 * @throws Error when the gateway does not start
 */
export async function openShow(incident: Incident): Promise<Show> {
  const [primary, backup] = await Promise.all([
    startChaos({ seed: incident.seed, logged: 0 }),
    startChaos({ seed: incident.seed, logged: 0, scenario: BACKUP }),
  ]);
  const closeUpstreams = (): Promise<unknown> => Promise.all([primary.close(), backup.close()]);
  const upstreams = { primary: { openai: `${primary.url}/v1` }, backup: { openai: `${backup.url}/v1` } };
  const gateway = await startGatewayProcess(
    { listen: { port: 0 }, upstreams, models: { demo: 'primary/demo' } },
    POLICY,
  ).catch(async (error: unknown) => {
    await closeUpstreams();
    throw error;
  });

  async function call(number: number, signal: AbortSignal): Promise<void> {
    const messages = [{ role: 'user', content: `Say hello ${number}.` }];
    const body = JSON.stringify({ model: 'demo', messages, stream: number % 3 === 0 });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(gateway.url + CHAT, { method: 'POST', headers, body, signal });
    await response.arrayBuffer();
  }

  async function playPhases(startedAt: number, signal: AbortSignal): Promise<void> {
    for (const { fromMs, scenario } of incident.phases) {
      await sleep(Math.max(0, startedAt + fromMs - performance.now()), undefined, { signal });
      primary.setScenario(scenario);
      primary.startTimeline();
    }
    await sleep(Math.max(0, startedAt + endOf(incident) - performance.now()), undefined, { signal });
  }

  async function makeCalls(startedAt: number, signal: AbortSignal): Promise<void> {
    for (const [number, arrivalMs] of arrivalsOf(incident).entries()) {
      await sleep(Math.max(0, startedAt + arrivalMs - performance.now()), undefined, { signal });
      call(number, signal).catch(() => undefined); // what becomes of it is on the page
    }
  }

  return {
    url: `${gateway.url}/_breakwater`,
    async play(signal) {
      const startedAt = performance.now();
      await Promise.all([playPhases(startedAt, signal), makeCalls(startedAt, signal)]).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    },
    async close() {
      await gateway.close();
      await closeUpstreams();
    },
  };
}
