import { addText, addWord } from './facts.ts';
import type { Facts } from './facts.ts';

/** The most of a body that is parsed as JSON; error bodies are far smaller. */
export const MAX_JSON = 65_536;
/** The most of a body that is read as text. */
const MAX_BYTES = 65_536;
const MAX_LINES = 32;
/** What is read of a text once a failure has used up its share. */
const MAX_CUT = 2_048;

const HTML = /^\s*<(?:!doctype|!--|html|head|body|title|center|h1)/i;
/** A quoted `code: value` pair in text that no parser takes: cut JSON, a Python dictionary, JSON in JSON. */
const PAIR =
  /["'](?:error_?)?(code|type|status|reason|quotaId|__type)\\{0,8}["']\s{0,8}:\s{0,8}\\{0,8}["']?([\w.#-]{1,80})/gi;

/** Bytes as text; undefined for anything that is no buffer. */
export function bytesToText(value: object): string | undefined {
  try {
    if (value instanceof ArrayBuffer) return decode(new Uint8Array(value));
    if (ArrayBuffer.isView(value)) return decode(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  } catch {
    // A detached buffer has nothing to say.
  }
  return undefined;
}

let decoder: TextDecoder | undefined;

function decode(bytes: Uint8Array): string {
  return (decoder ??= new TextDecoder()).decode(bytes.length > MAX_BYTES ? bytes.subarray(0, MAX_BYTES) : bytes);
}

export function parseJson(text: string): unknown {
  if (text.length > MAX_JSON) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * Reads a text that may hold JSON anywhere (`429 {…}`, SSE and NDJSON frames, JSON in JSON), an edge page or prose.
 * @returns the JSON values found in it, outermost text first.
 */
export function readText(whole: string, facts: Facts): readonly unknown[] {
  facts.textLeft -= whole.length;
  const text = facts.textLeft < 0 ? whole.slice(0, MAX_CUT) : whole;
  // Most texts are short and plain; they are spared the search.
  if (!/[{<[]/.test(text)) {
    addText(facts.messages, text.trim());
    return [];
  }
  if (HTML.test(text.slice(0, 256))) {
    readPage(text, facts);
    return [];
  }
  const start = text.search(/[[{]\s*["'{[]/);
  if (start < 0) {
    addText(facts.messages, text);
    return [];
  }
  // A Python dictionary is no JSON: to try costs more than all the rest.
  const found = text[start + 1] === "'" ? [] : embedded(text, start);
  // JSON alone says it all; the words around it, or around what could not be read, are a text of their own.
  if (found.length === 0) {
    addText(facts.messages, text);
    readPairs(text, facts);
  } else if (start > 0) addText(facts.messages, text.slice(0, start));
  return found;
}

function embedded(text: string, start: number): readonly unknown[] {
  const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'));
  if (end <= start) return [];
  const whole = parseJson(text.slice(start, end + 1));
  if (whole !== undefined) return [whole];
  const found: unknown[] = [];
  if (!text.includes('\n')) return found;
  for (const line of text.slice(0, MAX_JSON).split('\n', MAX_LINES)) {
    const open = line.indexOf('{');
    if (open < 0) continue;
    const value = parseJson(line.slice(open, line.lastIndexOf('}') + 1));
    if (value !== undefined) found.push(value);
  }
  return found;
}

function readPairs(text: string, facts: Facts): void {
  for (const [, key, value] of text.slice(0, 4096).matchAll(PAIR)) {
    if (value !== undefined && value !== 'None' && value !== 'null') {
      addWord(key === 'type' ? facts.types : facts.codes, value);
    }
  }
}

/** Keeps title, first words and ray id of an edge page, and drops the markup. */
function readPage(text: string, facts: Facts): void {
  facts.body = 'html';
  const page = text.slice(0, 16_384);
  const title = /<title[^>]{0,64}>([^<]{1,200})/i.exec(page)?.[1];
  const words = page
    .slice(0, 4096)
    .replace(/<(title|style|script)[^>]{0,64}>[^<]{0,2048}/gi, ' ')
    .replace(/<[^<>]{0,512}>?/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
  for (const said of [(title ?? '').trim(), words]) addText(facts.messages, said);
  const code = /error code:?\s{0,4}(?:<[^>]{0,80}>)?\s{0,4}(\d{3,4})/i.exec(page)?.[1];
  if (code !== undefined) addWord(facts.codes, code);
  const ray = /ray id:?\s{0,8}(?:<[^>]{0,80}>\s{0,8}){0,3}([0-9a-f]{16})/i.exec(page)?.[1];
  if (ray !== undefined && !('cf-ray' in facts.headers)) facts.headers['cf-ray'] = ray;
}
