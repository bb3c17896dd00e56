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
  readonly #operation: ((target: string) => string | undefined) | undefined;
  readonly #labels = new Map<string, Attributes>();
  /** Of the targets that have one. */
  readonly #operations = new Map<string, Attributes>();
  /** Of calls that succeeded, by their target's attributes. */
  readonly #successes = new Map<Attributes, Attributes>();
  readonly #other: Attributes = { [ATTRIBUTE.target]: OTHER };

  /**
   * @param most - targets with a name of their own, 1 or more.
   * @param operation - the `gen_ai.operation.name` of what is done at a target.
   */
  constructor(
    most: number,
    describe: (target: string) => Attributes,
    operation?: (target: string) => string | undefined,
  ) {
    this.#most = most;
    this.#describe = describe;
    this.#operation = operation;
  }

  /** The attributes of the operations at a target; undefined where it is not known what they are, or whose. */
  ofOperation(target: string): Attributes | undefined {
    this.of(target);
    return this.#operations.get(target);
  }

  /** The attributes of a call that succeeded. */
  ofSuccess(target: string): Attributes {
    const labels = this.of(target);
    const known = this.#successes.get(labels);
    if (known !== undefined) return known;
    const attributes = { ...labels, [ATTRIBUTE.outcome]: 'success' };
    this.#successes.set(labels, attributes);
    return attributes;
  }

  of(target: string): Attributes {
    const known = this.#labels.get(target);
    if (known !== undefined) return known;
    if (this.#labels.size >= this.#most) return this.#other;
    const labels = { ...this.#describe(target), [ATTRIBUTE.target]: target };
    this.#labels.set(target, labels);
    const operation = this.#operation?.(target);
    // The conventions require the provider.
    if (operation !== undefined && 'gen_ai.provider.name' in labels) {
      this.#operations.set(target, { ...labels, 'gen_ai.operation.name': operation });
    }
    return labels;
  }
}
