import { bytesToText, readText } from './body-facts.ts';
import { addText, addWord } from './facts.ts';
import type { Facts } from './facts.ts';
import type { Failure } from './failure.ts';
import { fields } from './fields.ts';
import type { Role } from './fields.ts';
import { copyHeaders } from './headers-facts.ts';
import { isStatus, read } from './read.ts';

/** How far `cause`, `errors`, `response` and the like are followed. */
const MAX_DEPTH = 5;
/** How far bodies nest below that, JSON in JSON included: Google's takes nine. */
const MAX_BODY_DEPTH = 12;
const MAX_ITEMS = 8;
/** More keys than any error body has. */
const MAX_KEYS = 128;

const brand = Symbol.for('breakwater.error');
/** Where an error of ours that was made from a failure has it. */
const FAILURE = Symbol.for('breakwater.failure');

/** Walks anything thrown, or the body of an answer. Never throws; calls nothing but getters, guarded. */
export function walk(value: unknown, facts: Facts, as: 'thrown' | 'body'): void {
  descend(value, facts, 0, as === 'body');
}

/** A value whose traps throw (a proxy, a revoked one) is passed over; what was found before it stands. */
function descend(value: unknown, facts: Facts, depth: number, inBody: boolean, parsed = false): void {
  try {
    if (inBody) walkBody(value, facts, depth, parsed);
    else walkNode(value, facts, depth);
  } catch {
    // Nothing to add: a failure that cannot be read is still a failure.
  }
}

/** Walks one error, response or thrown value. */
function walkNode(value: unknown, facts: Facts, depth: number): void {
  if (typeof value === 'string') return walkText(value, facts, depth);
  if (typeof value !== 'object' || value === null || !enter(value, facts)) return;
  if (Array.isArray(value)) return walkItems(value, facts, depth, false);
  if (read(value, brand) === true) {
    facts.refusal ??= value;
    return;
  }
  const known = read(value, FAILURE);
  if (known !== undefined) {
    facts.known ??= known as Failure;
    return;
  }
  const metadata = read(value, '$metadata');
  if (metadata !== undefined) {
    const status = read(metadata, 'httpStatusCode');
    if (isStatus(status)) facts.status ??= status;
  }
  copyHeaders(read(value, 'headers') ?? read(value, 'responseHeaders'), facts.headers);
  // A plain object that was thrown may be a bare body: the AI SDK 6 throws what the stream said.
  for (const [key, role] of value instanceof Error ? fields().error : fields().bare) {
    if (key === 'cause' && isComplaint(value, facts)) continue;
    visit(read(value, key), key, role, value, facts, depth, false);
  }
}

/**
 * Whether the cause of an error is only what the client says of the shape of an answer that came whole: the AI SDK has
 * the answer in `responseBody`, and a validator's words in `cause`. What the upstream said tells more.
 */
function isComplaint(error: object, { status = 0 }: Facts): boolean {
  return status >= 200 && status < 300 && typeof read(error, 'responseBody') === 'string';
}

/**
 * Walks what an upstream said: an object, a list, bytes, or a text in any of the dialects.
 * @param parsed - whether `value` was parsed here: then it holds no getters, and its own keys are few.
 */
function walkBody(value: unknown, facts: Facts, depth: number, parsed: boolean): void {
  if (typeof value === 'string') return walkText(value, facts, depth);
  if (typeof value !== 'object' || value === null || depth > MAX_BODY_DEPTH) return;
  if (!parsed) {
    // An error below an error's `error` is a cause, not a body.
    if (value instanceof Error) return depth < MAX_DEPTH ? walkNode(value, facts, depth) : undefined;
    const text = bytesToText(value);
    if (text !== undefined) return walkText(text, facts, depth);
    // Streams are not ours to read.
    if (typeof read(value, 'pipe') === 'function' || typeof read(value, 'getReader') === 'function') return;
  }
  if (!enter(value, facts)) return;
  facts.body ??= 'json';
  if (Array.isArray(value)) return walkItems(value, facts, depth, true);
  const roles = fields().body;
  if (!parsed && !isPlain(value)) {
    for (const [key, role] of roles) visit(read(value, key), key, role, value, facts, depth, true);
    return;
  }
  // Bodies have few keys, so it is far quicker to look at those than to ask for each of ours.
  let room = MAX_KEYS;
  for (const key in value) {
    const role = roles.get(key);
    if (role !== undefined) visit(read(value, key), key, role, value, facts, depth, true, parsed);
    if (--room === 0) return;
  }
}

/** Whether `value` is an object literal or came out of `JSON.parse`. */
function isPlain(value: object): boolean {
  try {
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === Object.prototype;
  } catch {
    return false;
  }
}

function walkText(text: string, facts: Facts, depth: number): void {
  for (const json of readText(text, facts)) descend(json, facts, depth + 1, true, true);
}

function walkItems(items: readonly unknown[], facts: Facts, depth: number, inBody: boolean): void {
  for (let index = 0; index < MAX_ITEMS; index++) {
    const item = read(items, index);
    if (item === undefined) return;
    if (inBody || depth < MAX_DEPTH) descend(item, facts, depth + 1, inBody);
  }
}

function visit(
  found: unknown,
  key: string,
  role: Role,
  of: object,
  facts: Facts,
  depth: number,
  inBody: boolean,
  parsed = false,
): void {
  if (found === undefined || found === null) return;
  if (typeof found === 'object') {
    const node = role === 'node' && !inBody;
    if (role !== 'wait' && (!node || depth < MAX_DEPTH)) descend(found, facts, depth + 1, !node, parsed);
  } else if (typeof found === 'number') {
    if (role === 'wait') facts.waits[key] ??= found;
    else if (role === 'code') addNumber(found, facts, inBody);
  } else if (typeof found === 'string') {
    if (role === 'code') addCode(found, facts);
    else if (role === 'type') addType(found, of, facts);
    else if (role === 'wait') facts.waits[key] ??= found.slice(0, 64);
    else walkText(found, facts, depth);
  }
}

/** A number in the range of statuses is the one on the wire outside a body, and hearsay inside of it. */
function addNumber(value: number, facts: Facts, inBody: boolean): void {
  if (!inBody && isStatus(value) && facts.status === undefined) facts.status = value;
  else addWord(facts.codes, String(value));
}

/** `status: 'Too Many Requests'` is prose; a code has no space. */
function addCode(value: string, facts: Facts): void {
  if (value.includes(' ')) addText(facts.messages, value);
  else addWord(facts.codes, value);
}

/** Some SDKs leave `name` at `Error` and only the class tells: openai. */
function addType(value: string, of: object, facts: Facts): void {
  if (value !== 'Error') return addWord(facts.types, value);
  const name = read(read(of, 'constructor'), 'name');
  if (typeof name === 'string' && name !== 'Error' && name !== 'Object') addWord(facts.types, name);
}

/** Whether `value` is new and there is room for it. */
function enter(value: object, facts: Facts): boolean {
  if (facts.nodesLeft <= 0 || facts.seen.includes(value)) return false;
  facts.nodesLeft--;
  facts.seen.push(value);
  return true;
}
