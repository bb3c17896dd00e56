import { type Host, virtualClock } from '@breakwater/simulator';

type Clock = ReturnType<typeof virtualClock>;

const real = { setTimeout, clearTimeout, setInterval, clearInterval, now: Date.now, random: Math.random };

/** The virtual clock and the dice of the run under way; undefined where everything is real. */
let world: { readonly time: Host['time']; readonly clock: Clock; readonly random: () => number } | undefined;

/** From now on timers, clocks and dice of this thread are those of this process of a simulation. */
export function enter({ time, random }: Host): void {
  if (world?.time === time) return;
  world = { time, random, clock: virtualClock(time) };
}

/** Back to the real ones. */
export function leave(): void {
  world = undefined;
}

/** What `setTimeout` and `setInterval` return, as far as libraries look at it. */
class VirtualTimer {
  readonly #clock: Clock;
  readonly #callback: () => void;
  readonly #delayMs: number;
  readonly #repeats: boolean;
  #handle: unknown;

  constructor(clock: Clock, callback: () => void, delayMs: number, repeats: boolean) {
    this.#clock = clock;
    this.#callback = callback;
    this.#delayMs = delayMs;
    this.#repeats = repeats;
    this.#set();
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  refresh(): this {
    this.cancel();
    this.#set();
    return this;
  }

  cancel(): void {
    this.#clock.clearTimer(this.#handle);
  }

  #set(): void {
    this.#handle = this.#clock.setTimer(() => {
      if (this.#repeats) this.#set();
      this.#callback();
    }, this.#delayMs);
  }
}

function timer(callback: () => void, delayMs: number | undefined, repeats: boolean): VirtualTimer {
  // As Node has it: what is no delay, or too long a one, is 1 ms.
  const delay = Number(delayMs);
  return new VirtualTimer(world!.clock, callback, delay >= 1 && delay <= 2 ** 31 - 1 ? delay : 1, repeats);
}

function cancel(handle: unknown, otherwise: (handle: never) => void): void {
  if (handle instanceof VirtualTimer) handle.cancel();
  else otherwise(handle as never);
}

type Callback = (...args: unknown[]) => void;

Object.assign(globalThis, {
  setTimeout: (callback: Callback, delayMs?: number, ...args: unknown[]) =>
    world === undefined ? real.setTimeout(callback, delayMs, ...args) : timer(() => callback(...args), delayMs, false),
  setInterval: (callback: Callback, delayMs?: number, ...args: unknown[]) =>
    world === undefined ? real.setInterval(callback, delayMs, ...args) : timer(() => callback(...args), delayMs, true),
  clearTimeout: (handle: unknown) => cancel(handle, real.clearTimeout),
  clearInterval: (handle: unknown) => cancel(handle, real.clearInterval),
});
const realPerformanceNow = performance.now.bind(performance);
Object.defineProperty(performance, 'now', {
  configurable: true,
  value: () => (world === undefined ? realPerformanceNow() : world.clock.now()),
});
Date.now = () => (world === undefined ? real.now() : world.clock.wallNow());
Math.random = () => (world === undefined ? real.random() : world.random());
