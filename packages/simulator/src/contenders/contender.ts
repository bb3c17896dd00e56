import type { Random } from '@breakwater/core';
import type { Recorder } from '../measure/recorder.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { VirtualTime } from '../time/virtual-time.ts';
import type { ClientCall } from '../world/client-call.ts';
import type { Store } from '../world/store.ts';

/** A way of making calls: a policy of Breakwater, or what people have without one. */
export interface Contender {
  readonly name: string;
  /** It remembers nothing from one call to the next, so that it fares alike in one process and in a hundred. */
  readonly isForgetful: boolean;
  /** Its processes share what they know through the scenario's store. @defaultValue false */
  readonly usesStore?: boolean | undefined;
  /** Starts one process that makes its calls this way. */
  start(host: Host): Caller;
}

/** What a process finds around it. */
export interface Host {
  /** Its place among the processes, from 0. */
  readonly process: number;
  readonly time: VirtualTime;
  /** Dice of its own. */
  readonly random: Random;
  readonly scenario: Scenario;
  readonly recorder: Recorder;
  /** What processes may share; who does not ask it never hears of it. */
  readonly store: Store;
}

export interface Caller {
  /** It ends its calls itself when their callers have lost patience. */
  readonly keepsTime: boolean;
  /** Makes the call, and settles it in the end. */
  make(call: ClientCall): void;
}
