/**
 * A template as `leap.wat` reads it: for each part a head of four numbers (length of what is fixed, where the last 64
 * bytes of the part begin, what follows, nothing), then what is fixed in blocks of 32 bytes, then a mask for the last
 * block, which is mostly not full.
 */
import type { Hole, Part } from './template-part.ts';

/** Longer events than this are read in full, bytes. */
export const MAX_EVENT = 2_048;

/** Where the program lies in the module's memory, and the room for it, bytes. */
export const PROGRAM_AT = 16;
const MAX_PROGRAM = 16_384 - PROGRAM_AT;

const HEAD = 16;
const BLOCK = 32;
const HOLES: Readonly<Record<Hole, number>> = { end: 0, answer: 1, padding: 2, number: 3 };

/** @returns undefined for a template of too many parts. */
export function programOf(parts: readonly Part[]): Uint8Array | undefined {
  const sizes = parts.map(({ fixed }) => HEAD + BLOCK + BLOCK * blocksOf(fixed));
  const size = sizes.reduce((sum, part) => sum + part, 0);
  if (size > MAX_PROGRAM) return undefined;
  const program = new Uint8Array(size);
  const view = new DataView(program.buffer);
  let at = 0;
  for (const [index, { fixed, hole }] of parts.entries()) {
    const end = at + sizes[index]!;
    const last = end - 2 * BLOCK;
    view.setUint32(at, fixed.length, true);
    view.setUint32(at + 4, PROGRAM_AT + last, true);
    view.setUint32(at + 8, HOLES[hole], true);
    program.set(fixed, at + HEAD);
    program.fill(0xff, last + BLOCK, last + BLOCK + (at + HEAD + fixed.length - last));
    at = end;
  }
  return program;
}

function blocksOf(fixed: Uint8Array): number {
  return Math.max(1, Math.ceil(fixed.length / BLOCK));
}
