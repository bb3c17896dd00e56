import type { Shape } from '../scenario/scenario.ts';

/** What one run showed. Shares are from 0 to 1; undefined where a figure has no meaning in the scenario. */
export interface Result {
  readonly scenario: string;
  readonly contender: string;
  readonly shape: Shape;
  readonly seed: number;
  /** Calls made, and the share of them that was answered within the caller's patience. */
  readonly calls: number;
  readonly goodput: number;
  /** The share that a clairvoyant would have had answered, and `goodput` as a share of it. */
  readonly optimum: number;
  readonly ofOptimum: number;
  /** Attempts that arrived upstream per call made: overall, and during the incidents. */
  readonly amplification: number;
  readonly amplificationInIncident: number | undefined;
  /** Most attempts within a second, as a multiple of the calls per second. */
  readonly peak: number;
  /** Attempts that the upstream could not serve, per call made. */
  readonly wasted: number;
  /** Of these, attempts while the upstream answered none, by a process whose breaker was not closed: per call made, and the most within a second. */
  readonly probes: number;
  readonly probesPeak: number;
  /** Most processes that probed at the same instant a target that answered none. */
  readonly probingAtOnce: number | undefined;
  /** From the beginning of the first incident until attempts had fallen to half of the calls made, at its targets. */
  readonly detectMs: number | undefined;
  /** From the beginning of the first outage until the last process had shut its gate; undefined where one never did. */
  readonly shutMs: number | undefined;
  /** From the end of the last incident until the calls made were answered again. */
  readonly recoverMs: number | undefined;
  /** Most attempts within a second after the last incident, as a multiple of what the upstream can take. */
  readonly overshoot: number | undefined;
  /** Attempts that the upstream could not serve in the minute after the last incident, per call made. */
  readonly wastedAfter: number | undefined;
  /** Times that a closed breaker opened while most attempts would have succeeded. */
  readonly falseOpens: number;
  /** Time that answered calls spent on anything but the attempt that was answered. */
  readonly addedP50Ms: number;
  readonly addedP99Ms: number;
  /** Jain's index of the clients' shares of answered calls: 1 when all fared alike. */
  readonly fairness: number;
  /** Share of what the upstream finished that brought nobody an answer. */
  readonly useless: number;
  /** Calls that ended more than 100 ms after their caller's patience, as a share. */
  readonly overstayed: number;
  /** Broken streams that were begun again before the caller's eyes, as a share of calls. */
  readonly repeated: number;
  /** Attempts that were sent for callers who had left already, per call made. */
  readonly orphaned: number;
  /** Commands to the shared store, per call made. */
  readonly storeCommands: number;
  /** Of the failed calls whose callers were told so: the share that was told nothing wrong, code and time. */
  readonly honest: number | undefined;
  /** The share that was told a code that was the matter, and the share that was told when to come back. */
  readonly rightCode: number | undefined;
  readonly toldTime: number | undefined;
  /** Of those told a time, the share that would have been served then. */
  readonly rightTime: number | undefined;
}

/** The names of the numbers in a result. */
export type Figure = Exclude<keyof Result, 'scenario' | 'contender' | 'shape' | 'seed'>;
