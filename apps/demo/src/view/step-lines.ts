import type { TargetSnapshot } from '@breakwater/core';
import { STEP_NAMES, type StepName, type Steps } from '../run/steps.ts';
import { type Line, type Span, span, widthOf } from './line.ts';
import { duration, plural, tally } from '../words.ts';

/** Where what a step is doing begins. */
const INDENT = 13;

/** The five steps, a line each, with what Breakwater is doing in them now. */
export function stepLines(steps: Steps, target: TargetSnapshot | undefined, wallNowMs: number, width: number): Line[] {
  const room = width - INDENT;
  const doing: Readonly<Record<StepName, Line>> = {
    detect: detecting(steps, room),
    classify: classifying(steps, room),
    handle: handling(steps, target, wallNowMs, room),
    report: reporting(target),
    recover: recovering(steps, target, wallNowMs),
  };
  return STEP_NAMES.map((name, index) => {
    const title: Line = [span(` ${index + 1} `, 'dim'), span(name.padEnd(INDENT - 3), 'bold')];
    return title.concat(doing[name]);
  });
}

function idle(text: string): Line {
  return [span(text, 'dim')];
}

function detecting({ detected }: Steps, room: number): Line {
  if (detected.size === 0) return idle('no attempt has failed');
  const total = [...detected.values()].reduce((sum, count) => sum + count, 0);
  const before = `${plural(total, 'failed attempt')}: `;
  return [span(before), span(tally(detected, room - before.length), 'red')];
}

function classifying({ classified }: Steps, room: number): Line {
  return classified.size === 0 ? idle('nothing to classify') : [span(tally(classified, room))];
}

/** The gate of a target, in a word. */
function gate(target: TargetSnapshot, wallNowMs: number): Span {
  const { breaker, cooldown, waiting } = target;
  if (breaker.state === 'open') {
    return span(`● open, probe in ${duration(Math.max(0, breaker.probeAt - wallNowMs))}`, 'red');
  }
  if (breaker.state === 'half-open') return span(`● half-open, ${breaker.allowance} at once`, 'yellow');
  if (cooldown !== undefined && waiting > 0) {
    return span(`● paced, ${cooldown.perSecond.toFixed(0)} calls a second`, 'yellow');
  }
  return span('● closed', 'green');
}

function handling(
  { retries, latestDelayMs }: Steps,
  target: TargetSnapshot | undefined,
  wallNowMs: number,
  room: number,
): Line {
  if (target === undefined) return idle('no call yet');
  const { waiting, inFlight } = target;
  const line: Line = [
    gate(target, wallNowMs),
    span(' · '),
    span(`${waiting} waiting`, ...(waiting > 0 ? (['yellow'] as const) : [])),
    span(` · ${inFlight} in flight · ${plural(retries, 'retry', 'retries')}`),
  ];
  if (latestDelayMs === undefined) return line;
  const backoff = span(`, the latest after ${duration(latestDelayMs)}`);
  return widthOf(line) + widthOf([backoff]) <= room ? [...line, backoff] : line;
}

function reporting(target: TargetSnapshot | undefined): Line {
  if (target === undefined || target.figures.latencyMs === null) return idle('no figures yet');
  const { latencyMs, attempts, attemptsFailed } = target.figures;
  const failed = ((attemptsFailed / attempts) * 100).toFixed(1);
  const took = `an attempt takes ${duration(latencyMs.p50)} (p50), ${duration(latencyMs.p99)} (p99)`;
  return [span(`${took} · ${failed} % of ${attempts} failed`)];
}

function recovering({ recovery }: Steps, target: TargetSnapshot | undefined, wallNowMs: number): Line {
  const breaker = target?.breaker;
  if (breaker !== undefined && breaker.state !== 'closed') {
    const probes = plural(breaker.failedProbes, 'failed probe');
    const now = breaker.state === 'half-open' && breaker.allowance > 1 ? ', back up: letting the waiting calls go' : '';
    return [
      span(`down for ${duration(wallNowMs - breaker.downSince)}, ${probes}${now}`, now === '' ? 'red' : 'yellow'),
    ];
  }
  if (recovery === undefined) return idle('nothing to recover from');
  const { downMs, failedProbes } = recovery;
  const way = ` after ${duration(downMs)} and ${plural(failedProbes, 'failed probe')}, all waiting calls sent`;
  return [span('recovered', 'green'), span(way)];
}
