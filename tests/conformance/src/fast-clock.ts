import { type Clock, systemClock } from '@breakwater/core';

/** How much faster than the real one the policy's time goes: a wait of a second takes 10 ms. */
export const SPEED = 100;

/** The real clock, going faster. What the libraries and the network do takes its real time. */
export const fastClock: Clock = {
  ...systemClock,
  now: () => systemClock.now() * SPEED,
  setTimer: (callback, delayMs) => systemClock.setTimer(callback, Math.ceil(delayMs / SPEED)),
};
