import type { Breakwater } from '@breakwater/core';
import type { Logger } from 'pino';

/** Writes what an operator wants to find later: every turn of a breaker, every fallback, every alert. */
export function logBreakwater(breakwater: Breakwater, log: Logger): void {
  breakwater.on('breaker', ({ target, from, to }) => log.warn({ target, from, to }, 'breaker'));
  breakwater.on('recovered', ({ target, downMs, failedProbes }) => {
    log.warn({ target, downMs, failedProbes }, 'recovered');
  });
  breakwater.on('fallback', ({ target, to, classification: { code, reason } }) => {
    log.info({ target, to, code, reason }, 'fallback');
  });
  breakwater.on('alert', ({ target, state, alert, message }) => {
    log[state === 'raised' ? 'error' : 'info']({ target, state, alert, message }, 'alert');
  });
}
