import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Breakwater, createBreakwater, type Policy } from '@breakwater/core';
import { type FakeClock, fakeClock } from '@breakwater/core/testing';
import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { onTestFinished } from 'vitest';
import { instrument, type InstrumentOptions } from '../src/index.ts';

/** A breakwater whose time stands still until a test moves it. */
export interface Trial {
  readonly breakwater: Breakwater;
  readonly clock: FakeClock;
  stop(): void;
}

export function trial(policy: Policy, options: InstrumentOptions): Trial {
  const clock = fakeClock();
  const breakwater = createBreakwater(policy, { clock, random: () => 0 });
  return { breakwater, clock, stop: instrument(breakwater, options) };
}

export interface Measured extends Trial {
  /** What a Prometheus server reads, over the loopback address: its samples by name and labels. */
  scrape(): Promise<ReadonlyMap<string, number>>;
}

/** With metrics of the real SDK, read through the real exporter for Prometheus. */
export async function measured(policy: Policy = {}, options: InstrumentOptions = {}): Promise<Measured> {
  const exporter = new PrometheusExporter({
    preventServerStart: true,
    withoutScopeInfo: true,
    withoutTargetInfo: true,
  });
  const meterProvider = new MeterProvider({ readers: [exporter] });
  const server = createServer((request, response) => exporter.getMetricsRequestHandler(request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.close();
    await meterProvider.shutdown();
  });
  const { port } = server.address() as AddressInfo;
  return {
    ...trial(policy, { meterProvider, tracerProvider: false, ...options }),
    async scrape() {
      const response = await fetch(`http://127.0.0.1:${port}/metrics`);
      const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
      return new Map(lines.map((line) => /^(.*) (\S+)$/.exec(line)!).map(([, name, value]) => [name!, Number(value)]));
    },
  };
}

export interface Watched extends Trial {
  readonly tracerProvider: TracerProvider;
  /** The spans that have ended, in that order. */
  spans(): readonly ReadableSpan[];
}

/** With spans of the real SDK. */
export function watched(policy: Policy = {}, options: InstrumentOptions = {}): Watched {
  const manager = new AsyncLocalStorageContextManager().enable();
  context.setGlobalContextManager(manager);
  onTestFinished(() => context.disable());
  const exporter = new InMemorySpanExporter();
  const tracerProvider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  return {
    ...trial(policy, { tracerProvider, meterProvider: false, ...options }),
    tracerProvider,
    spans: () => exporter.getFinishedSpans(),
  };
}

/** What an SDK throws for an HTTP answer. */
export function httpError(status: number, headers: Readonly<Record<string, string>> = {}, body?: unknown): Error {
  return Object.assign(new Error(`status ${status}`), { status, headers, ...(body !== undefined && { error: body }) });
}

/** An operation that ends with one outcome after the other, the last one for ever; errors are thrown. */
export function script(...outcomes: readonly unknown[]): () => Promise<unknown> {
  let calls = 0;
  return () => {
    const outcome = outcomes[Math.min(calls++, outcomes.length - 1)];
    return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
  };
}

export function ignore(): void {}
