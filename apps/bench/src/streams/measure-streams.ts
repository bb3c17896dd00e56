import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createBreakwater } from '@breakwater/core';
import { type Fetch, withPolicy } from '@breakwater/fetch';
import { memoryFetch } from './memory-fetch.ts';

/** How events come, and what is done with them. */
interface Traffic {
  readonly name: string;
  readonly streams: number;
  /** In each stream. */
  readonly events: number;
  /** In each piece that is sent; undefined for no network at all, only pieces that lie in memory. */
  readonly atOnce: number | undefined;
  /**
   * Whether what comes is made into text, the least that whoever reads it does. Else it is dropped unseen, which flatters
   * the plain reader: the guard alone pays for looking at what came.
   */
  readonly asText: boolean;
}

const ONE_BY_ONE = { streams: 20, events: 1_000, atOnce: 1 };
// The collector takes a fifth of a plain reader's processor time or more, some 15 ms for every 25 MB: so that luck does
// not give a collection more to one of two readings, each is long enough for several.
const BULK = { streams: 1, events: 300_000, atOnce: 200 };
// Plain readings of less would end within a millisecond.
const MEMORY = { streams: 10, events: 60_000, atOnce: undefined };
const TRAFFIC: readonly Traffic[] = [
  { name: 'one event at a time, 20 streams', ...ONE_BY_ONE, asText: false },
  { name: 'one event at a time, 20 streams, made into text', ...ONE_BY_ONE, asText: true },
  { name: 'as fast as it goes, 200 events a piece', ...BULK, asText: false },
  { name: 'as fast as it goes, 200 events a piece, made into text', ...BULK, asText: true },
  { name: 'no network, 64 kB a piece', ...MEMORY, asText: false },
  { name: 'no network, 64 kB a piece, made into text', ...MEMORY, asText: true },
];
/** Pairs of readings for each round of the other groups: one takes half a second at most. */
const PAIRS = 5;

export interface StreamRow {
  readonly traffic: string;
  readonly plain: Sample;
  readonly guarded: Sample;
  /** What of the plain throughput is left: by the wall clock, and by processor time. */
  readonly left: { readonly wall: Spread; readonly processor: Spread };
}

/** Of all pairs: the median, and between what the middle half of them lies. */
export interface Spread {
  readonly median: number;
  readonly from: number;
  readonly to: number;
}

interface Sample {
  /** A second, by the wall clock. */
  readonly megabytes: number;
  /** Processor time of the reading process for one event. */
  readonly microseconds: number;
}

/** Reads streams from another process by the platform's fetch and by ours in turn. */
export async function measureStreams(rounds: number): Promise<StreamRow[]> {
  const server = fork(fileURLToPath(new URL('server.ts', import.meta.url)));
  const port = await new Promise<number>((resolve) => server.once('message', (message) => resolve(Number(message))));
  const breakwater = createBreakwater({ timeout: false });
  const rows: StreamRow[] = [];
  try {
    for (const traffic of TRAFFIC) {
      const { events, atOnce } = traffic;
      const url = `http://127.0.0.1:${port}/?events=${events}&atOnce=${atOnce}`;
      const plainFetch: Fetch = atOnce === undefined ? memoryFetch(events) : globalThis.fetch;
      const guardedFetch = withPolicy(breakwater, { fetch: plainFetch });
      const plain: Sample[] = [];
      const guarded: Sample[] = [];
      for (let pair = -2; pair < PAIRS * rounds; pair++) {
        // Whoever comes second finds the collector due.
        const isGuardedFirst = pair % 2 !== 0;
        const early = isGuardedFirst ? await read(guardedFetch, url, traffic) : undefined;
        const sample = await read(plainFetch, url, traffic);
        const late = early ?? (await read(guardedFetch, url, traffic));
        if (pair < 0) continue; // warms up
        plain.push(sample);
        guarded.push(late);
      }
      rows.push(rowOf(traffic.name, plain, guarded));
    }
  } finally {
    server.disconnect();
  }
  return rows;
}

async function read(fetch: Fetch, url: string, { streams, events, asText }: Traffic): Promise<Sample> {
  let bytes = 0;
  const cpu = process.cpuUsage();
  const startMs = performance.now();
  await Promise.all(
    Array.from({ length: streams }, async () => {
      const decoder = new TextDecoder();
      const reader = (await fetch(url)).body!.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        bytes += value.length;
        if (asText) decoder.decode(value, { stream: true });
      }
    }),
  );
  const elapsedMs = performance.now() - startMs;
  const { user, system } = process.cpuUsage(cpu);
  return { megabytes: bytes / 1_000 / elapsedMs, microseconds: (user + system) / (streams * events) };
}

function rowOf(traffic: string, plain: readonly Sample[], guarded: readonly Sample[]): StreamRow {
  return {
    traffic,
    plain: medianOf(plain),
    guarded: medianOf(guarded),
    left: {
      wall: spreadOf(guarded.map(({ megabytes }, pair) => megabytes / plain[pair]!.megabytes)),
      processor: spreadOf(guarded.map(({ microseconds }, pair) => plain[pair]!.microseconds / microseconds)),
    },
  };
}

function medianOf(samples: readonly Sample[]): Sample {
  return {
    megabytes: median(samples.map(({ megabytes }) => megabytes)),
    microseconds: median(samples.map(({ microseconds }) => microseconds)),
  };
}

function spreadOf(values: readonly number[]): Spread {
  return { median: quantile(values, 0.5), from: quantile(values, 0.25), to: quantile(values, 0.75) };
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * values.length)] ?? Number.NaN;
}
