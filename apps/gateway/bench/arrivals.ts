import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { Contender } from './gateways.ts';

/** What became of calls that came at a steady rate, whatever became of those before them. */
export interface ArrivalsResult {
  readonly calls: number;
  /** Calls without an answer of status 200. */
  readonly lost: number;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Milliseconds, of the calls that were served. */
  readonly p50: number;
  readonly p99: number;
}

/** A client stays for this long, milliseconds. */
const PATIENCE_MS = 60_000;

/** Makes calls, one every `1000 / perSecond` milliseconds, and waits for all of them. */
export async function callSteadily(
  { url, headers }: Contender,
  body: string,
  perSecond: number,
  seconds: number,
): Promise<ArrivalsResult> {
  const dispatcher = new Agent({ headersTimeout: PATIENCE_MS, bodyTimeout: PATIENCE_MS });
  const times: number[] = [];
  const byStatus: Record<string, number> = {};
  const call = async (): Promise<void> => {
    const startedAt = performance.now();
    let status = 'no answer';
    try {
      const response = await request(url, { method: 'POST', headers, body, dispatcher });
      await response.body.dump({ limit: 1_000_000 });
      status = String(response.statusCode);
    } catch {
      // no answer
    }
    byStatus[status] = (byStatus[status] ?? 0) + 1;
    if (status === '200') times.push(performance.now() - startedAt);
  };
  const startedAt = performance.now();
  const calls: Promise<void>[] = [];
  const count = perSecond * seconds;
  while (calls.length < count) {
    const due = Math.min(count, Math.floor(((performance.now() - startedAt) * perSecond) / 1_000) + 1);
    while (calls.length < due) calls.push(call());
    await sleep(1_000 / perSecond);
  }
  await Promise.all(calls);
  await dispatcher.close();
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { calls: count, lost: count - times.length, byStatus, p50: at(0.5), p99: at(0.99) };
}
