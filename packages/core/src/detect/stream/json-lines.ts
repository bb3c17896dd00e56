import type { Frame, Splitter } from './frame.ts';
import { LineSplitter } from './line-splitter.ts';

/** One JSON value a line: NDJSON, as Ollama streams. Blank lines keep the connection open and say nothing. */
export function jsonLines(onFrame: (frame: Frame) => void): Splitter {
  return new LineSplitter((line, cut) => {
    if (line.trim() !== '') onFrame({ name: '', data: line, cut, failed: false });
  });
}
