import type { AttemptRecord } from '@breakwater/core';
import type { ErrorReport } from '@breakwater/express';
import type { Logger } from 'pino';

/** Gives the log one line for each request that was answered with an error, by the id that its client was told. */
export function errorLog(log: Logger): (report: ErrorReport) => void {
  return ({ error, requestId, answer, explanation }) => {
    const told = { id: requestId, status: answer.status, reason: answer.reason };
    if (explanation !== undefined) {
      const { summary: why, attempts, stopped, elapsedMs } = explanation;
      log.warn({ ...told, why, stopped, elapsedMs: whole(elapsedMs), tried: attempts.map(inBrief) }, 'call failed');
    } else if (answer.status >= 500) log.error({ ...told, error }, 'unexpected error');
  };
}

/** An attempt, all times in whole milliseconds. */
function inBrief({ target, classification, waitedMs, durationMs, delayMs }: AttemptRecord): object {
  const { code, reason } = classification;
  return { target, code, reason, waitedMs: whole(waitedMs), tookMs: whole(durationMs), pausedMs: whole(delayMs) };
}

function whole(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms);
}
