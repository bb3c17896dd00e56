const FIRST_CAPACITY = 1_024;

/** Numbers that are added one by one: as plain doubles side by side, which a list of values is not always. */
export class Numbers {
  #values = new Float64Array(FIRST_CAPACITY);
  #length = 0;

  /** @returns how many were before it. */
  add(value: number): number {
    if (this.#length === this.#values.length) {
      const values = this.#values;
      this.#values = new Float64Array(values.length * 2);
      this.#values.set(values);
    }
    this.#values[this.#length] = value;
    return this.#length++;
  }

  /** What was added so far, in that order: a view, not a copy. */
  get values(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }
}
