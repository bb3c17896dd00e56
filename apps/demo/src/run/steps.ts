import { type Breakwater, detect, type Failure } from '@breakwater/core';
import { duration, plural } from '../words.ts';

export const STEP_NAMES = ['detect', 'classify', 'handle', 'report', 'recover'] as const;
export type StepName = (typeof STEP_NAMES)[number];

/** Something worth a line of its own. */
export interface Note {
  /** Milliseconds from the start of the run. */
  readonly atMs: number;
  /** `upstream` for what the incident does rather than Breakwater. */
  readonly step: StepName | 'upstream';
  readonly text: string;
}

/** What Breakwater has done so far, step by step. */
export interface Steps {
  /** Failed attempts by what was seen on the wire: `HTTP 503`, `ECONNREFUSED`. */
  readonly detected: ReadonlyMap<string, number>;
  /** Failed attempts by what they were taken for: `503 overloaded`. */
  readonly classified: ReadonlyMap<string, number>;
  readonly retries: number;
  /** The wait before the latest retry, milliseconds. */
  readonly latestDelayMs: number | undefined;
  /** The latest recovery. */
  readonly recovery: { readonly downMs: number; readonly failedProbes: number } | undefined;
  /** What `explain` says of the latest failed attempt, or of the latest lost call. */
  readonly explanation: { readonly title: string; readonly advice: string } | undefined;
}

/** Rate limits come in bursts of 429s: one note for those that are closer together than this, milliseconds. */
const QUIET_MS = 3_000;

/** Follows a breakwater, by its events and by the errors of its attempts. */
export class StepFollower implements Steps {
  readonly detected: Map<string, number> = new Map();
  readonly classified: Map<string, number> = new Map();
  retries = 0;
  latestDelayMs: number | undefined;
  recovery: Steps['recovery'];
  explanation: Steps['explanation'];
  readonly #breakwater: Breakwater;
  readonly #onNote: (step: StepName, text: string) => void;
  #failedProbes = 0;

  constructor(breakwater: Breakwater, nowMs: () => number, onNote: (note: Note) => void) {
    this.#breakwater = breakwater;
    this.#onNote = (step, text) => onNote({ atMs: nowMs(), step, text });
    let throttledMs = -Infinity;
    breakwater.on('attempt', ({ classification }) => {
      if (classification === undefined) return;
      const { code, reason, retryable, advice } = classification;
      const title = `${code} ${reason}`;
      if (count(this.classified, title) === 1) {
        this.#onNote('classify', `${title}, ${retryable ? 'worth a retry' : 'not worth a retry'}. ${advice}`);
      }
    });
    breakwater.on('retry', ({ delayMs }) => {
      this.retries++;
      this.latestDelayMs = delayMs;
    });
    breakwater.on('breaker', ({ from, to, probeInMs }) => {
      const probe = duration(probeInMs ?? 0);
      if (from === 'closed') {
        this.#failedProbes = 0;
        this.#onNote('handle', `the breaker opened: calls wait, first probe in ${probe}`);
      } else if (to === 'open') {
        this.#onNote('recover', `probe ${++this.#failedProbes} failed, next in ${probe}`);
      }
    });
    breakwater.on('cooldown', ({ perSecond }) => {
      if (nowMs() - throttledMs > QUIET_MS) {
        this.#onNote('handle', `the upstream asked for less: ${perSecond.toFixed(0)} calls a second, the others wait`);
      }
      throttledMs = nowMs();
    });
    breakwater.on('recovered', (event) => {
      this.recovery = event;
      const probes = plural(event.failedProbes, 'failed probe');
      this.#onNote('recover', `recovered after ${duration(event.downMs)} and ${probes}, all waiting calls sent`);
    });
  }

  /** An attempt failed: tells what was seen, before anybody had an opinion of it. */
  attemptFailed(error: unknown): void {
    const fact = factOf(detect(error));
    if (count(this.detected, fact) === 1) this.#onNote('detect', `first ${fact}`);
    this.#explain(error);
  }

  /** A call was lost. */
  callLost(error: unknown): void {
    this.#explain(error);
    this.#onNote('report', `lost a call: ${this.#breakwater.explain(error).summary}`);
  }

  #explain(error: unknown): void {
    const { classification, reference } = this.#breakwater.explain(error);
    const { code, reason, advice } = classification;
    const title = reference === undefined ? reason : `${code} ${reference.name} (${reason})`;
    this.explanation = { title, advice };
  }
}

/** A failure in a word or two: its status, else the code of what broke. */
export function factOf({ kind, status, codes }: Failure): string {
  return status === undefined ? (codes[0] ?? kind) : `HTTP ${status}`;
}

function count(counts: Map<string, number>, key: string): number {
  const next = (counts.get(key) ?? 0) + 1;
  counts.set(key, next);
  return next;
}
