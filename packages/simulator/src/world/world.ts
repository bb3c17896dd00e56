import type { Random } from '@breakwater/core';
import type { Caller } from '../contenders/contender.ts';
import type { Recorder } from '../measure/recorder.ts';
import { exponential, randomStream } from '../random.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Happening } from '../time/event-queue.ts';
import type { VirtualTime } from '../time/virtual-time.ts';
import { type CallSurroundings, ClientCall } from './client-call.ts';
import { Impatience } from './impatience.ts';
import { Upstream } from './upstream.ts';

/** Clients, the processes they call through, and the upstreams they call. */
export class World {
  readonly #scenario: Scenario;
  readonly #callers: readonly Caller[];
  readonly #time: VirtualTime;
  readonly #recorder: Recorder;
  readonly #upstreams: readonly Upstream[];
  readonly #impatience: Impatience;
  readonly #clients: readonly Client[];
  readonly #surroundings: CallSurroundings;
  #unsettled = 0;

  /** @param callers - the processes; each client calls through one of them, in turn. */
  constructor(scenario: Scenario, seed: number, callers: readonly Caller[], time: VirtualTime, recorder: Recorder) {
    this.#scenario = scenario;
    this.#callers = callers;
    this.#time = time;
    this.#recorder = recorder;
    this.#impatience = new Impatience(time);
    const { patienceMs, durationMs: endsAtMs } = scenario;
    this.#surroundings = { seed, patienceMs, endsAtMs, time, recorder, ended: (client) => this.#ended(client) };
    this.#upstreams = scenario.targets.map((target) => new Upstream(scenario, target, time, recorder));
    this.#clients = Array.from(
      { length: scenario.clients.count },
      (_empty, index) => new Client(index, scenario, randomStream(seed, `client ${index}`), this, time),
    );
  }

  /** Runs until every call that was made has ended. */
  run(): Promise<void> {
    const { bursts, durationMs } = this.#scenario;
    for (const client of this.#clients) client.begin();
    for (const { atMs, calls } of bursts) this.#time.at(atMs, { happen: () => this.#burst(calls) });
    this.#time.at(durationMs, { happen: () => this.#stopWhenDone() });
    return this.#time.run();
  }

  makeCall(client: number, target: number): void {
    const upstream = this.#upstreams[target]!;
    const sequence = this.#recorder.call(this.#time.nowMs, client, target);
    this.#unsettled++;
    const process = client % this.#callers.length;
    const call = new ClientCall(
      { call: sequence, client, process, target: this.#scenario.targets[target]! },
      upstream,
      this.#surroundings,
    );
    const caller = this.#callers[process]!;
    caller.make(call);
    if (!caller.keepsTime) this.#impatience.watch(call);
  }

  #ended(client: number): void {
    this.#unsettled--;
    this.#clients[client]!.callEnded();
    this.#stopWhenDone();
  }

  #burst(calls: number): void {
    for (let index = 0; index < calls; index++) this.#clients[index % this.#clients.length]!.call();
  }

  #stopWhenDone(): void {
    if (this.#unsettled === 0 && this.#time.nowMs >= this.#scenario.durationMs) this.#time.stop();
  }
}

class Client implements Happening {
  readonly #index: number;
  readonly #scenario: Scenario;
  readonly #random: Random;
  readonly #world: World;
  readonly #time: VirtualTime;

  constructor(index: number, scenario: Scenario, random: Random, world: World, time: VirtualTime) {
    this.#index = index;
    this.#scenario = scenario;
    this.#random = random;
    this.#world = world;
    this.#time = time;
  }

  begin(): void {
    this.#callLater();
  }

  /** Time for the next call. */
  happen(): void {
    if (this.#scenario.clients.arrivals === 'poisson') this.#callLater();
    this.call();
  }

  call(): void {
    const { length } = this.#scenario.targets;
    this.#world.makeCall(this.#index, length === 1 ? 0 : Math.floor(this.#random() * length));
  }

  callEnded(): void {
    if (this.#scenario.clients.arrivals === 'closed') this.#callLater();
  }

  #callLater(): void {
    const atMs = this.#time.nowMs + exponential(1_000 / this.#scenario.clients.perSecond, this.#random);
    if (atMs < this.#scenario.durationMs) this.#time.at(atMs, this);
  }
}
