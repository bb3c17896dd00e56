import { type FrameReader, MAX_FRAME, type Splitter } from './frame.ts';

const QUOTE = 34;
const BACKSLASH = 92;

/**
 * One long JSON list, of which every element is an event: Gemini's streams where `alt=sse` was not asked for. An object
 * in place of the list, as an error comes, is one event.
 */
export function jsonList(reader: FrameReader): Splitter {
  const decoder = new TextDecoder();
  let depth = 0;
  let inText = false;
  let isEscaped = false;
  /** The element under way; undefined between two. */
  let element: string | undefined;
  /** How deep elements lie: 1 in a list, 0 where there is none. */
  let level = 0;

  function keep(text: string): void {
    if (element !== undefined && element.length <= MAX_FRAME) element += text;
  }

  function dispatch(): void {
    if (element === undefined) return;
    const cut = element.length > MAX_FRAME;
    reader.read({ name: '', data: cut ? element.slice(0, MAX_FRAME) : element, cut, failed: false });
    element = undefined;
  }

  function split(text: string): void {
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (inText) {
        if (isEscaped) isEscaped = false;
        else if (code === BACKSLASH) isEscaped = true;
        else if (code === QUOTE) inText = false;
        continue;
      }
      if (code === QUOTE) inText = true;
      const character = text[at];
      if (character === '{' || character === '[') {
        if (depth === 0 && character === '[') level = 1;
        if (depth === level && element === undefined && (character === '{' || depth > 0)) {
          element = '';
          from = at;
        }
        depth++;
      } else if (character === '}' || character === ']') {
        depth--;
        if (depth !== level || element === undefined) continue;
        keep(text.slice(from, at + 1));
        dispatch();
      }
    }
    keep(text.slice(from));
  }

  return {
    take(bytes) {
      split(decoder.decode(bytes, { stream: true }));
    },
    end() {
      split(decoder.decode());
      dispatch(); // what breaks off
    },
  };
}
