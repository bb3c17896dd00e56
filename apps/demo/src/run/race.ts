import { setTimeout as sleep } from 'node:timers/promises';
import { type Chaos, startChaos } from '@breakwater/chaos';
import { createBreakwater, type Policy, type TargetSnapshot } from '@breakwater/core';
import type { Contender } from '../contenders/contender.ts';
import { createPlainAxios } from '../contenders/plain-axios.ts';
import { createAxiosRetry } from '../contenders/with-axios-retry.ts';
import { createWithBreakwater, TARGET } from '../contenders/with-breakwater.ts';
import { arrivalsOf } from '../incident/arrivals.ts';
import { endOf, type Incident } from '../incident/incident.ts';
import { createLedger, type Ledger, type OpenLedger } from '../measure/ledger.ts';
import { duration } from '../words.ts';
import { type Note, StepFollower, type Steps } from './steps.ts';
import { warmUp } from './warm-up.ts';

/** How long calls may go on after the last one arrived, milliseconds: what then still goes on counts as lost. */
const DRAIN_MS = 25_000;

/** One contender on its way, with an upstream of its own. */
interface Entrant {
  readonly contender: Contender;
  readonly ledger: OpenLedger;
  readonly upstream: Chaos;
  readonly onLost?: (error: unknown) => void;
}

/** Three contenders in the same incident at the same time, to be looked at while it goes on. */
export interface Race {
  readonly incident: Incident;
  /** In the order of `CONTENDER_NAMES`. */
  readonly entries: readonly { readonly name: Contender['name']; readonly ledger: Ledger }[];
  readonly steps: Steps;
  /** Milliseconds from the start of the run; 0 before it. */
  nowMs(): number;
  /** Breakwater's target, once it was called. */
  target(): TargetSnapshot | undefined;
  /** Plays the incident. @throws the signal's reason when it fires first */
  run(signal: AbortSignal): Promise<void>;
  /** Closes every connection and server. */
  close(): Promise<void>;
}

/** Starts the upstreams, on the loopback interface, and the contenders. The clock starts with `run`. */
export async function createRace(incident: Incident, policy: Policy, onNote: (note: Note) => void): Promise<Race> {
  let startedAt: number | undefined;
  const nowMs = (): number => (startedAt === undefined ? 0 : performance.now() - startedAt);
  const breakwater = createBreakwater(policy);
  const steps = new StepFollower(breakwater, nowMs, onNote);
  const start = async (
    create: (url: string, ledger: OpenLedger) => Contender,
    onLost?: (error: unknown) => void,
  ): Promise<Entrant> => {
    const upstream = await startChaos({ seed: incident.seed });
    const ledger = createLedger();
    const entrant = { contender: create(upstream.url, ledger), ledger, upstream };
    return onLost === undefined ? entrant : { ...entrant, onLost };
  };
  const sent = (ledger: OpenLedger) => (): void => ledger.sent(nowMs());
  const entrants = await Promise.all([
    start((url, ledger) => createPlainAxios(url, { onSent: sent(ledger) })),
    start((url, ledger) => createAxiosRetry(url, { onSent: sent(ledger) })),
    start(
      (url, ledger) => {
        const onFailed = (error: unknown): void => steps.attemptFailed(error);
        return createWithBreakwater(url, { onSent: sent(ledger), onFailed }, breakwater);
      },
      (error) => steps.callLost(error),
    ),
  ]);
  return {
    incident,
    entries: entrants.map(({ contender, ledger }) => ({ name: contender.name, ledger })),
    steps,
    nowMs,
    target: () => breakwater.snapshot().targets[TARGET],
    async run(signal) {
      await warmUp();
      startedAt = performance.now();
      await Promise.all([
        playPhases(incident, entrants, nowMs, onNote, signal),
        makeCalls(incident, entrants, nowMs, signal),
      ]);
    },
    async close() {
      for (const { contender } of entrants) contender.close();
      await Promise.all(entrants.map(({ upstream }) => upstream.close()));
    },
  };
}

/** Gives every upstream the behaviour of each phase when its time has come. */
async function playPhases(
  { phases }: Incident,
  entrants: readonly Entrant[],
  nowMs: () => number,
  onNote: (note: Note) => void,
  signal: AbortSignal,
): Promise<void> {
  for (const { name, fromMs, toMs, scenario } of phases) {
    await sleep(Math.max(0, fromMs - nowMs()), undefined, { signal });
    for (const { upstream } of entrants) {
      upstream.setScenario(scenario);
      upstream.startTimeline();
    }
    onNote({ atMs: nowMs(), step: 'upstream', text: `${name} for ${duration(toMs - fromMs)}` });
  }
}

/** Makes every call at its time, once for each contender, and waits until all have ended. */
async function makeCalls(
  incident: Incident,
  entrants: readonly Entrant[],
  nowMs: () => number,
  signal: AbortSignal,
): Promise<void> {
  const late = AbortSignal.timeout(endOf(incident) + DRAIN_MS);
  const calls: Promise<void>[] = [];
  for (const arrivalMs of arrivalsOf(incident)) {
    await sleep(Math.max(0, arrivalMs - nowMs()), undefined, { signal });
    for (const entrant of entrants) calls.push(makeCall(entrant, nowMs, signal, late));
  }
  await Promise.all(calls);
  signal.throwIfAborted();
}

async function makeCall(
  { contender, ledger, onLost }: Entrant,
  nowMs: () => number,
  interrupt: AbortSignal,
  late: AbortSignal,
): Promise<void> {
  const ended = ledger.arrived(nowMs());
  try {
    await contender.call(AbortSignal.any([interrupt, late]));
    ended(nowMs(), 'served');
  } catch (error) {
    ended(nowMs(), 'lost');
    if (!interrupt.aborted) onLost?.(error);
  }
}
