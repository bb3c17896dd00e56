import type { Breakwater } from '@breakwater/core';
import { type Attributes, type MeterProvider, metrics, trace, type TracerProvider } from '@opentelemetry/api';
import { recordCalls } from './call-metrics.ts';
import { operationOf } from './operation.ts';
import { observeState } from './state-metrics.ts';
import { genAiAttributes } from './target-attributes.ts';
import { TargetLabels } from './target-labels.ts';
import { traceCalls } from './trace-calls.ts';

export interface InstrumentOptions {
  /** `false` for no metrics. @defaultValue the global one */
  readonly meterProvider?: MeterProvider | false | undefined;
  /** `false` for no spans. @defaultValue the global one */
  readonly tracerProvider?: TracerProvider | false | undefined;
  /** Attributes of a target, for spans and metrics. @defaultValue its provider and model, where its name says so */
  readonly attributes?: ((target: string) => Attributes) | undefined;
  /**
   * The `gen_ai.operation.name` of the attempts at a target, in the words of the conventions; undefined for what is none.
   * `false` where the instrumentation of your SDK counts these operations already.
   * @defaultValue `chat` or `embeddings`, where the target's name says provider and model
   */
  readonly operation?: ((target: string) => string | undefined) | false | undefined;
  /** Targets with time series of their own; all others share one. An integer of 1 or more. @defaultValue 200 */
  readonly mostTargets?: number | undefined;
}

/** The name of the instrumentation scope. */
const SCOPE = '@breakwater/opentelemetry';

/**
 * Tells OpenTelemetry what a breakwater does: metrics, and spans of calls and attempts. Can be put on and taken off at
 * any time.
 *
 * @returns the function that ends it.
 * @throws RangeError if `mostTargets` is no integer of 1 or more.
 */
export function instrument(breakwater: Breakwater, options: InstrumentOptions = {}): () => void {
  const {
    meterProvider = metrics,
    tracerProvider = trace,
    attributes,
    operation = operationOf,
    mostTargets = 200,
  } = options;
  if (!Number.isInteger(mostTargets) || mostTargets < 1) {
    throw new RangeError(`mostTargets: found ${String(mostTargets)}; allowed: an integer of 1 or more`);
  }
  const labels = new TargetLabels(mostTargets, attributes ?? genAiAttributes, operation || undefined);
  const ends: (() => void)[] = [];
  if (meterProvider !== false) {
    const meter = meterProvider.getMeter(SCOPE);
    ends.push(recordCalls(breakwater, meter, labels), observeState(breakwater, meter, labels));
  }
  if (tracerProvider !== false) {
    ends.push(traceCalls(breakwater, tracerProvider.getTracer(SCOPE), attributes ?? genAiAttributes));
  }
  return () => {
    for (const end of ends) end();
  };
}
