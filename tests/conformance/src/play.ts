import type { Chaos } from '@breakwater/chaos';
import { type Breakwater, createBreakwater, type Policy } from '@breakwater/core';
import { getEventListeners } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { type Client, type Driver, LEFT, Returned } from './driver.ts';
import { hasSilence, impatientClock } from '@breakwater/tests-kit/impatient-clock';
import { fastClock, SPEED } from './fast-clock.ts';
import { BASE, type Incident, type Surface } from './incident.ts';

/** How one call ended. */
export interface Ended {
  readonly surface: Surface | 'answer' | `unknown: ${string}`;
  /** What the program was given: the error, or what the library returned. */
  readonly given: unknown;
  /** The text that reached the program. */
  readonly text: string;
}

/** Everything that a run of an incident has shown. */
export interface Observed {
  readonly breakwater: Breakwater;
  readonly last: Ended;
  /** Waits before retries, milliseconds of the policy's time. */
  readonly waits: readonly number[];
  /** The last failure of a call, as it was reported. */
  readonly reported: { readonly code: number | null; readonly reason: string; readonly stopped: string } | undefined;
  /** When each request came in, milliseconds of real time. */
  readonly arrivals: readonly number[];
  /** The bodies that came in. */
  readonly bodies: readonly string[];
  readonly hungUp: boolean;
  /** Listeners left on the signal of the caller. */
  readonly listeners: number;
}

/** Plays an incident through the library of `driver`. */
export async function play(incident: Incident, driver: Driver, chaos: Chaos): Promise<Observed> {
  const { plan, policy = {}, calls = 1, together = false, leaves, to, ends } = incident;
  const base = chaos.plan(plan.length === 0 ? ['ok'] : [...plan]);
  let hasContent = false;
  // Silence ends where a limit does, at once; but not before what it is to interrupt, and not where the caller leaves.
  const isSilent = (): boolean =>
    leaves === undefined &&
    (hasContent || ends?.surfaces.includes('broken stream') !== true) &&
    hasSilence(chaos.requestsOf(base));
  const clock = impatientClock(fastClock, isSilent);
  const breakwater = createBreakwater(mergePolicy(BASE, policy), { clock, random: () => 0 });
  const waits: number[] = [];
  let reported: Observed['reported'];
  breakwater.on('retry', ({ delayMs }) => void waits.push(Math.round(delayMs)));
  breakwater.on('failure', ({ classification: { code, reason }, stopped }) => (reported = { code, reason, stopped }));
  breakwater.on('refused', ({ code }) => (reported = { code: 503, reason: code, stopped: 'refused' }));
  const client = driver.connect(breakwater, await originOf(to, base));
  const controller = new AbortController();
  const { signal } = controller;
  const leave = (): void => controller.abort(new Error(LEFT));
  const one = (isLast: boolean): Promise<Ended> => {
    if (isLast && leaves === 'before') leave();
    return callOnce(client, incident, signal, () => {
      hasContent = true;
      if (isLast && leaves === 'in-mid-stream') leave();
    });
  };
  if (leaves === 'between-attempts') breakwater.on('retry', leave);
  const pending: Promise<Ended>[] = [];
  for (let call = 1; call <= calls; call++) {
    pending.push(one(call === calls));
    if (!together && call < calls) await pending.at(-1);
  }
  if (leaves === 'in-flight') await until(() => chaos.requestsOf(base).length > 0, leave);
  if (leaves === 'at-gate') {
    await until(() => Object.values(breakwater.snapshot().targets).some(({ waiting }) => waiting > 0), leave);
  }
  const last = (await Promise.all(pending)).at(-1) as Ended;
  // Not `chaos.idle()`: other incidents share the server.
  await until(() => chaos.requestsOf(base).every(({ ending }) => ending !== undefined));
  await new Promise(setImmediate); // some libraries take their listeners off in a later task
  const records = to === undefined ? chaos.requestsOf(base) : [];
  return {
    breakwater,
    last,
    waits,
    reported,
    arrivals: records.map(({ atMs }) => atMs),
    bodies: records.map(({ body }) => body),
    hungUp: records.some(({ clientHungUp }) => clientHungUp),
    listeners: getEventListeners(signal, 'abort').length,
  };
}

async function callOnce(
  client: Client,
  { call = 'chat' }: Incident,
  signal: AbortSignal,
  onContent: () => void,
): Promise<Ended> {
  let text = '';
  try {
    if (call === 'upload') await client.upload(signal);
    else if (call === 'chat') text = await client.chat(signal);
    else {
      for await (const piece of client.stream(signal)) {
        text += piece;
        if (text !== '') onContent();
      }
    }
    // Some libraries end a stream quietly when its caller leaves.
    return { surface: signal.aborted ? 'abort' : 'answer', given: undefined, text };
  } catch (error) {
    if (error instanceof Returned) return { surface: error.surface, given: error.given, text };
    const surface = client.surface(error);
    return { surface: surface === 'network' && text !== '' ? 'broken stream' : surface, given: error, text };
  }
}

/** Where the calls of an incident go. */
async function originOf(to: Incident['to'], base: string): Promise<string> {
  if (to === undefined) return base;
  if (to === 'TLS on a plain port') return base.replace('http:', 'https:');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

/** Looks every millisecond, for a few seconds, whether `condition` holds, and then acts. */
async function until(condition: () => boolean, act?: () => void): Promise<void> {
  for (let look = 0; !condition(); look++) {
    if (look > 10_000) throw new Error('what an incident waits for has not come');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  act?.();
}

function mergePolicy(base: Policy, over: Policy): Policy {
  const section = <Name extends 'retry' | 'breaker' | 'timeout'>(name: Name): Policy[Name] =>
    over[name] === false ? over[name] : { ...base[name], ...over[name] };
  return { ...base, ...over, retry: section('retry'), breaker: section('breaker'), timeout: section('timeout') };
}

/** The shortest real time between two requests that a wait allows, milliseconds. */
export function realTime(waitMs: number): number {
  return waitMs / SPEED;
}
