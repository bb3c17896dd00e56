/** Kinds of one type that are told apart in a window; all others count as one. Callers can make up targets. */
const MOST_KINDS = 10;

interface Written<Line> {
  lines: number;
  /** The first line that was held back. */
  example: Line | undefined;
  heldBack: number;
}

/** How many lines of a kind were held back, and the first of them. */
export interface HeldBack<Line> {
  readonly example: Line;
  readonly count: number;
}

/**
 * Which lines are written in one window of time: the first few of each kind. In an outage a busy process has hundreds
 * of the same to say every second, and whoever reads the log then needs the others.
 */
export class LineQuota<Line> {
  readonly #most: number;
  readonly #types = new Map<string, Map<string, Written<Line>>>();

  /** @param most - lines of one kind, 1 or more. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Whether a line may be written. One that may not is counted. */
  take(type: string, kind: string, line: Line): boolean {
    const kinds = this.#types.get(type) ?? new Map<string, Written<Line>>();
    this.#types.set(type, kinds);
    const key = kinds.has(kind) || kinds.size < MOST_KINDS ? kind : '';
    const written = kinds.get(key) ?? { lines: 0, example: undefined, heldBack: 0 };
    kinds.set(key, written);
    if (written.lines < this.#most) {
      written.lines++;
      return true;
    }
    written.example ??= line;
    written.heldBack++;
    return false;
  }

  /** Begins a new window. Returns what was held back in the old one. */
  renew(): readonly HeldBack<Line>[] {
    const written = [...this.#types.values()].flatMap((kinds) => Array.from(kinds.values()));
    this.#types.clear();
    return written.flatMap(({ example, heldBack: count }) => (example === undefined ? [] : [{ example, count }]));
  }
}
