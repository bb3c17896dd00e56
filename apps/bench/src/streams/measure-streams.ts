import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createBreakwater } from '@breakwater/core';
import { type Fetch, withPolicy } from '@breakwater/fetch';

/** How events come. */
interface Traffic {
  readonly name: string;
  readonly streams: number;
  /** In each stream. */
  readonly events: number;
  /** In each piece that is sent. */
  readonly atOnce: number;
}

const TRAFFIC: readonly Traffic[] = [
  { name: 'one event at a time, 20 streams', streams: 20, events: 1_500, atOnce: 1 },
  { name: 'as fast as it goes, 200 events a piece', streams: 1, events: 60_000, atOnce: 200 },
];

export interface StreamRow {
  readonly traffic: string;
  /** Megabytes a second by the wall clock, median. */
  readonly plainMegabytes: number;
  readonly guardedMegabytes: number;
  /** Processor time of the reading process for one event, microseconds, median. */
  readonly plainMicroseconds: number;
  readonly guardedMicroseconds: number;
  /** What of the plain throughput is left, by processor time: median of the rounds, each against its neighbour. */
  readonly ratio: number;
}

interface Sample {
  readonly megabytes: number;
  readonly microseconds: number;
}

/** Reads streams by the platform's fetch and by ours in turn, and does nothing with what comes. */
export async function measureStreams(rounds: number): Promise<StreamRow[]> {
  const server = fork(fileURLToPath(new URL('server.ts', import.meta.url)));
  const port = await new Promise<number>((resolve) => server.once('message', (message) => resolve(Number(message))));
  const guarded = withPolicy(createBreakwater({ timeout: false }));
  const rows: StreamRow[] = [];
  try {
    for (const traffic of TRAFFIC) {
      const url = `http://127.0.0.1:${port}/?events=${traffic.events}&atOnce=${traffic.atOnce}`;
      const plain: Sample[] = [];
      const ours: Sample[] = [];
      for (let round = -1; round < rounds; round++) {
        const pair = [await read(globalThis.fetch, url, traffic), await read(guarded, url, traffic)] as const;
        if (round < 0) continue; // warms up
        plain.push(pair[0]);
        ours.push(pair[1]);
      }
      const ratios = plain.map(({ microseconds }, round) => microseconds / ours[round]!.microseconds);
      rows.push({
        traffic: traffic.name,
        plainMegabytes: median(plain.map(({ megabytes }) => megabytes)),
        guardedMegabytes: median(ours.map(({ megabytes }) => megabytes)),
        plainMicroseconds: median(plain.map(({ microseconds }) => microseconds)),
        guardedMicroseconds: median(ours.map(({ microseconds }) => microseconds)),
        ratio: median(ratios),
      });
    }
  } finally {
    server.disconnect();
  }
  return rows;
}

async function read(fetch: Fetch, url: string, { streams, events }: Traffic): Promise<Sample> {
  let bytes = 0;
  const cpu = process.cpuUsage();
  const startMs = performance.now();
  await Promise.all(
    Array.from({ length: streams }, async () => {
      const reader = (await fetch(url)).body!.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        bytes += value.length;
      }
    }),
  );
  const elapsedMs = performance.now() - startMs;
  const { user, system } = process.cpuUsage(cpu);
  return { megabytes: bytes / 1_000 / elapsedMs, microseconds: (user + system) / (streams * events) };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
