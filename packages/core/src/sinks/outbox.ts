/** What waits to be sent, in order. Never more than it may hold: the oldest goes first, and is counted. */
export class Outbox<Item> {
  readonly #most: number;
  #items: Item[] = [];
  /** Given up since `takeDropped` was last called. */
  #dropped = 0;

  /** @param most - how many it holds, 1 or more. */
  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#items.length;
  }

  get dropped(): number {
    return this.#dropped;
  }

  add(item: Item): void {
    this.#items.push(item);
    this.#fit();
  }

  /** Takes the oldest out, up to `count`. */
  take(count: number): Item[] {
    return this.#items.splice(0, count);
  }

  /** Puts back what was taken and not sent. */
  putBack(items: readonly Item[]): void {
    this.#items = [...items, ...this.#items];
    this.#fit();
  }

  /** Counts what will never be sent. */
  drop(count: number): void {
    this.#dropped += count;
  }

  /** What was given up is told, and counted anew. */
  told(dropped: number): void {
    this.#dropped -= dropped;
  }

  #fit(): void {
    const excess = this.#items.length - this.#most;
    if (excess <= 0) return;
    this.#items.splice(0, excess);
    this.#dropped += excess;
  }
}
