import { quantileOf, randomStream } from '../random.ts';
import type { Random } from '@breakwater/core';
import type { Recorder } from '../measure/recorder.ts';
import type { Scenario, Store as StoreFacts } from '../scenario/scenario.ts';
import type { VirtualTime } from '../time/virtual-time.ts';
import { Incidents } from './incidents.ts';

/** A connection that is refused costs a moment, milliseconds. */
const REFUSED_MS = 1;

/** A command: reads and writes at once, as a script on the server does. */
export type Command<Result> = (data: StoreData) => Result;

/** What a command can do. */
export interface StoreData {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
}

/**
 * A store that processes share state through, such as Redis, and what befalls it: it can be down, slow, out of reach
 * for every other process, or come back without its last writes.
 */
export class Store {
  readonly #facts: StoreFacts;
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #recorder: Recorder;
  readonly #incidents: Incidents;
  readonly #values = new Map<string, unknown>();
  /** What each write overwrote, oldest first. */
  readonly #journal: { readonly atMs: number; readonly key: string; readonly before: unknown }[] = [];
  #failedOverAtMs = -1;

  constructor({ store, incidents }: Scenario, seed: number, time: VirtualTime, recorder: Recorder) {
    this.#facts = store;
    this.#time = time;
    this.#random = randomStream(seed, 'store');
    this.#recorder = recorder;
    this.#incidents = new Incidents(incidents, '');
  }

  /**
   * Sends a command.
   *
   * @param then - gets its result once it is back; undefined when the store could not be reached.
   */
  ask<Result>(process: number, command: Command<Result>, then: (result: Result | undefined) => void): void {
    const { nowMs } = this.#time;
    const active = this.#incidents.at(nowMs);
    this.#recorder.storeCommands++;
    if (active['store-partition'] !== undefined && process % 2 === 1) {
      return this.#time.at(nowMs + this.#facts.timeoutMs, { happen: () => then(undefined) });
    }
    if (active['store-down'] !== undefined || active['store-failover'] !== undefined) {
      this.#loseWrites(active['store-failover']);
      return this.#time.at(nowMs + REFUSED_MS, { happen: () => then(undefined) });
    }
    const halfMs = quantileOf(active['store-slow']?.latency ?? this.#facts.latency, Math.max(this.#random(), 1e-9)) / 2;
    this.#time.at(nowMs + halfMs, {
      happen: () => {
        const result = command(this.#data);
        this.#time.at(this.#time.nowMs + halfMs, { happen: () => then(result) });
      },
    });
  }

  readonly #data: StoreData = {
    get: (key) => this.#values.get(key),
    set: (key, value) => {
      this.#journal.push({ atMs: this.#time.nowMs, key, before: this.#values.get(key) });
      this.#values.set(key, value);
    },
  };

  #loseWrites(failover: { readonly fromMs: number; readonly losesMs: number } | undefined): void {
    if (failover === undefined || failover.fromMs === this.#failedOverAtMs) return;
    this.#failedOverAtMs = failover.fromMs;
    for (let last = this.#journal.pop(); last !== undefined; last = this.#journal.pop()) {
      if (last.atMs < failover.fromMs - failover.losesMs) break;
      this.#values.set(last.key, last.before);
    }
  }
}
