import { isOfStore, type Scenario, type Shape } from '../scenario/scenario.ts';
import { optimumOf } from './optimum-of.ts';
import { type Recorder, SLOT_MS } from './recorder.ts';
import { recoveredAtMs } from './recovery.ts';
import { allShutAfterMs, mostProbingAtOnce } from './gates.ts';
import { quantile } from './quantile.ts';
import type { Result } from './result.ts';

const SLOTS_PER_SECOND = 1_000 / SLOT_MS;
/** How long after an incident attempts still count as its aftermath. */
const AFTERMATH_MS = 60_000;

export interface Run {
  readonly scenario: Scenario;
  readonly contender: string;
  readonly shape: Shape;
  readonly seed: number;
  /** How many there were. */
  readonly processes: number;
}

/** Makes figures of what was counted. */
export function measure({ scenario, contender, shape, seed, processes }: Run, recorder: Recorder): Result {
  const calls = sum(recorder.calls);
  const answered = sum(recorder.answered);
  const attempts = sum(recorder.attempts);
  const best = optimumOf(scenario, seed, recorder);
  const perSecond = calls / (scenario.durationMs / 1_000);
  const added = recorder.addedMs.values.slice();
  const [beginsMs, endsMs] = troubleOf(scenario);
  return {
    scenario: scenario.name,
    contender,
    shape,
    seed,
    calls,
    goodput: answered / calls,
    optimum: best / calls,
    ofOptimum: best === 0 ? 1 : answered / best,
    amplification: attempts / calls,
    amplificationInIncident: amplificationInIncident(scenario, recorder),
    peak: peakPerSecond(recorder.attempts, 0, Infinity) / perSecond,
    wasted: sum(recorder.wasted) / calls,
    probes: sum(recorder.probes) / calls,
    probesPeak: peakPerSecond(recorder.probes, 0, Infinity),
    probingAtOnce: mostProbingAtOnce(scenario, recorder.breakerChanges),
    detectMs: detectedAfterMs(scenario, [beginsMs, endsMs], perSecond, recorder),
    shutMs: allShutAfterMs(scenario, processes, recorder.breakerChanges),
    recoverMs: endsMs === undefined ? undefined : recoveredAtMs(recorder, endsMs, scenario.durationMs) - endsMs,
    overshoot: overshootOf(scenario, endsMs, recorder),
    wastedAfter: endsMs === undefined ? undefined : wastedAfter(endsMs, recorder) / calls,
    falseOpens: recorder.opens.filter((atMs) => !isBad(scenario, atMs)).length,
    addedP50Ms: quantile(added, 0.5),
    addedP99Ms: quantile(added, 0.99),
    fairness: jain(recorder),
    useless: recorder.served === 0 ? 0 : recorder.useless / recorder.served,
    overstayed: recorder.overstayed / calls,
    repeated: recorder.repeated / calls,
    orphaned: recorder.orphaned / calls,
    storeCommands: recorder.storeCommands / calls,
    ...honestyOf(recorder),
  };
}

/** Shares of the failed calls whose callers were told something, and of those told a time. */
function honestyOf(recorder: Recorder): Pick<Result, 'honest' | 'rightCode' | 'toldTime' | 'rightTime'> {
  const { errors, rightCodes, toldTimes, rightTimes, honestTimes, honestSilences } = recorder;
  if (errors === 0) return { honest: undefined, rightCode: undefined, toldTime: undefined, rightTime: undefined };
  return {
    honest: (honestSilences + honestTimes) / errors,
    rightCode: rightCodes / errors,
    toldTime: toldTimes / errors,
    rightTime: toldTimes === 0 ? undefined : rightTimes / toldTimes,
  };
}

/** Jain's fairness index of the clients' shares of answered calls; clients that made no call are left out. */
export function jain({ callsOf, answeredOf }: Pick<Recorder, 'callsOf' | 'answeredOf'>): number {
  let total = 0;
  let squares = 0;
  let clients = 0;
  callsOf.forEach((made, client) => {
    if (made === 0) return;
    const share = answeredOf[client]! / made;
    total += share;
    squares += share * share;
    clients++;
  });
  return squares === 0 ? 1 : (total * total) / (clients * squares);
}

/** The beginning of the first incident and the end of the last; of bursts where there are no incidents. */
function troubleOf({ incidents: all, bursts, durationMs }: Scenario): [number | undefined, number | undefined] {
  const incidents = all.filter((incident) => !isOfStore(incident));
  const from = incidents.length > 0 ? incidents.map(({ fromMs }) => fromMs) : bursts.map(({ atMs }) => atMs);
  const until = incidents.length > 0 ? incidents.map(({ untilMs }) => untilMs) : bursts.map(({ atMs }) => atMs);
  if (from.length === 0) return [undefined, undefined];
  const endsMs = Math.max(...until);
  return [Math.min(...from), endsMs < durationMs ? endsMs : undefined];
}

function amplificationInIncident({ incidents }: Scenario, { calls, attempts }: Recorder): number | undefined {
  const own = incidents.filter((incident) => !isOfStore(incident));
  let callsIn = 0;
  let attemptsIn = 0;
  calls.forEach((count, slot) => {
    const atMs = slot * SLOT_MS;
    if (!own.some(({ fromMs, untilMs }) => atMs >= fromMs && atMs < untilMs)) return;
    callsIn += count;
    attemptsIn += attempts[slot]!;
  });
  return callsIn === 0 ? undefined : attemptsIn / callsIn;
}

/** @param trouble - its beginning and end, milliseconds. */
function detectedAfterMs(
  scenario: Scenario,
  [beginsMs, endsMs]: readonly [number | undefined, number | undefined],
  perSecond: number,
  { attempts, attemptsInTrouble }: Recorder,
): number | undefined {
  if (beginsMs === undefined || endsMs === undefined || endsMs <= beginsMs) return undefined;
  const first = scenario.incidents.find((incident) => incident.fromMs === beginsMs && !isOfStore(incident));
  // Of an incident that befalls some targets only, what matters is what is sent to those.
  const isPartial = first?.targets !== undefined && (first.kind === 'down' || first.kind === 'hang');
  const counts = isPartial ? attemptsInTrouble : attempts;
  const wanted = isPartial ? (perSecond * first.targets.length) / scenario.targets.length : perSecond;
  const lastMs = isPartial ? endsMs - 1_000 : endsMs; // of the others the attempts of the aftermath count as well
  for (let slot = beginsMs / SLOT_MS; slot < lastMs / SLOT_MS; slot++) {
    const within = sum(counts.subarray(slot, slot + SLOTS_PER_SECOND));
    if (within <= wanted / 2) return slot * SLOT_MS - beginsMs;
  }
  return undefined;
}

function overshootOf(scenario: Scenario, endsMs: number | undefined, { attempts }: Recorder): number | undefined {
  const { capacity, limits } = scenario.upstream;
  const perTarget = Math.min(capacity.perSecond, limits.perSecond);
  if (perTarget === Infinity) return undefined;
  const from = endsMs ?? 0;
  return peakPerSecond(attempts, from, from + AFTERMATH_MS) / (perTarget * scenario.targets.length);
}

/** Attempts that the upstream could not serve in the minute after `endsMs`. */
export function wastedAfter(endsMs: number, { wasted }: Pick<Recorder, 'wasted'>): number {
  return sum(wasted.subarray(endsMs / SLOT_MS, (endsMs + AFTERMATH_MS) / SLOT_MS));
}

/** Whether most attempts fail for a reason at this moment, or did until just now. */
function isBad({ incidents, attemptTimeoutMs }: Scenario, atMs: number): boolean {
  const hangoverMs = 2_000 + (attemptTimeoutMs === Infinity ? 0 : attemptTimeoutMs);
  return incidents.some(
    (incident) =>
      atMs >= incident.fromMs &&
      atMs < incident.untilMs + hangoverMs &&
      !isOfStore(incident) &&
      (incident.kind !== 'brownout' || incident.share > 0.5) &&
      incident.kind !== 'rate-limit',
  );
}

function peakPerSecond(counts: Float64Array, fromMs: number, untilMs: number): number {
  let peak = 0;
  let within = 0;
  const last = Math.min(counts.length, untilMs / SLOT_MS);
  const first = Math.floor(fromMs / SLOT_MS);
  for (let slot = first; slot < last; slot++) {
    within += counts[slot]!;
    if (slot - SLOTS_PER_SECOND >= first) within -= counts[slot - SLOTS_PER_SECOND]!;
    peak = Math.max(peak, within);
  }
  return peak;
}

function sum(counts: Float64Array): number {
  return counts.reduce((total, count) => total + count, 0);
}
