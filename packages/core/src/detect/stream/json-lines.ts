import type { FrameReader, Splitter } from './frame.ts';
import { LineSplitter } from './line-splitter.ts';

/** One JSON value a line: NDJSON, as Ollama streams. Blank lines keep the connection open and say nothing. */
export function jsonLines(reader: FrameReader): Splitter {
  const take = (line: string, cut: boolean): void => {
    if (line.trim() !== '') reader.read({ name: '', data: line, cut, failed: false });
  };
  return new LineSplitter(take, (bytes, from) => reader.leap(bytes, from));
}
