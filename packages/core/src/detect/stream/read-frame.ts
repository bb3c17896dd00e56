import { saysError } from '../detect.ts';
import type { Frame } from './frame.ts';
import { content, type Event, failed, isObject, LAST, type Meaning, type Protocol, QUIET } from './meaning.ts';
import { anthropic } from './protocols/anthropic.ts';
import { converse, unwrapChunk } from './protocols/bedrock.ts';
import { google } from './protocols/google.ts';
import { ollama } from './protocols/ollama.ts';
import { openaiChat } from './protocols/openai-chat.ts';
import { openaiResponses } from './protocols/openai-responses.ts';

const PROTOCOLS: readonly Protocol[] = [openaiChat, openaiResponses, anthropic, google, ollama, converse];

/** The type that an event of which only the beginning is known states of itself. */
const STATED_TYPE = /^\s{0,8}\{\s{0,8}"type"\s{0,8}:\s{0,8}"([\w.]{1,80})"/;

/** A web page in place of a stream. */
const PAGE = /^<(?:!doctype|html)\b/i;

/** What is known of a stream by the events that passed. */
export interface Knowledge {
  /** By what it is read; undefined until an event shows it. */
  protocol: Protocol | undefined;
  /** Events that were too long to be read: one of them may have been the last. */
  unread: boolean;
}

/** What one event means; undefined where it is JSON that breaks off. */
export function readFrame(frame: Frame, known: Knowledge): Meaning | undefined {
  const text = frame.data.trim();
  if (text === '[DONE]') return LAST;
  if (text === '' && !frame.failed) return QUIET;
  if (frame.cut) return readBeginning(text, frame.name, known);
  const json = text.startsWith('{') || text.startsWith('[') ? parse(text) : undefined;
  if (frame.failed) return failed({ error: named(json, frame) });
  const inner = unwrapChunk(json);
  if (inner !== undefined) return readFrame({ ...frame, name: '', data: inner }, known);
  if (json === undefined) {
    if (text.startsWith('{') || text.startsWith('[')) return undefined;
    if (PAGE.test(text)) return failed(text);
    return known.protocol === undefined ? content(text.length) : QUIET;
  }
  return readJson(json, text, frame.name, known);
}

function readJson(json: unknown, text: string, name: string, known: Knowledge): Meaning {
  if (saysError(json)) return failed(json);
  // Google wraps what it says into a list where it does not stream events.
  const event: unknown = Array.isArray(json) ? json[0] : json;
  if (!isObject(event)) return QUIET;
  if (event['type'] === 'ping') return QUIET;
  known.protocol ??= PROTOCOLS.find((protocol) => protocol.recognises(event, name));
  // Of an API that is not known anything may be the answer.
  return known.protocol?.read(event, name) ?? content(text.length);
}

/** An event too long to be kept is content, unless its first words tell of another. */
function readBeginning(text: string, name: string, known: Knowledge): Meaning {
  known.unread = true;
  const type = STATED_TYPE.exec(text)?.[1] ?? name;
  const event: Event = { type };
  known.protocol ??= PROTOCOLS.find((protocol) => protocol.recognises(event, name));
  const meaning = known.protocol?.recognises(event, name) === true ? known.protocol.read(event, name) : undefined;
  return meaning === undefined || meaning.ends === undefined ? content(0) : meaning;
}

/** What a failure says that the framing told of: with the name, where the framing has the name only. */
function named(json: unknown, { name, data }: Frame): unknown {
  if (isObject(json) && isObject(json['error'])) return json['error'];
  const said = isObject(json) ? json : { message: data };
  return name === 'error' ? said : { ...said, __type: name };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
