import type { Attributes } from '@opentelemetry/api';
import { ATTRIBUTE } from './names.ts';

/** What the targets beyond the limit are counted as. */
export const OTHER = 'other';

/**
 * The attributes of each target, made once. Whoever can make up targets (a model of the client's choice) must not make
 * up time series: the first so many have a name, all others share one.
 */
export class TargetLabels {
  readonly #most: number;
  readonly #describe: (target: string) => Attributes;
  readonly #labels = new Map<string, Attributes>();
  readonly #other: Attributes = { [ATTRIBUTE.target]: OTHER };

  /** @param most - targets with a name of their own, 1 or more. */
  constructor(most: number, describe: (target: string) => Attributes) {
    this.#most = most;
    this.#describe = describe;
  }

  of(target: string): Attributes {
    const known = this.#labels.get(target);
    if (known !== undefined) return known;
    if (this.#labels.size >= this.#most) return this.#other;
    const labels = { ...this.#describe(target), [ATTRIBUTE.target]: target };
    this.#labels.set(target, labels);
    return labels;
  }
}
