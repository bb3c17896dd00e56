import { bytesToText, readText } from './body-facts.ts';
import { addText, addWord } from './facts.ts';
import type { Facts } from './facts.ts';
import { copyHeaders } from './headers-facts.ts';
import { isStatus, read } from './read.ts';

/** How far `cause`, `errors`, `response` and the like are followed, and how far bodies nest below them. */
const MAX_DEPTH = 5;
const MAX_BODY_DEPTH = 8;
const MAX_ITEMS = 8;

const brand = Symbol.for('breakwater.error');

/**
 * What each field is taken for, in the order in which it is read. Only these are ever read, so a hostile or huge object
 * costs no more than a small one, and nothing of the request (`config`, `request`, `requestBodyValues`) is touched.
 * - `code`, `type`, `text`, `wait`: a fact of that sort; numbers under `code` may be a status
 * - `node`: an error or a response further in
 * - `body`: what the upstream said
 */
const FIELDS: readonly (readonly [key: string, role: 'code' | 'type' | 'text' | 'wait' | 'node' | 'body'])[] = [
  ['status', 'code'],
  ['statusCode', 'code'],
  ['status_code', 'code'],
  ['http_status', 'code'],
  ['httpStatus', 'code'],
  ['name', 'type'],
  ['message', 'text'],
  ['code', 'code'],
  ['type', 'type'],
  ['response', 'node'],
  ['cause', 'node'],
  ['error', 'body'],
  ['errors', 'node'],
  ['lastError', 'node'],
  ['data', 'body'],
  ['body', 'body'],
  ['responseBody', 'body'],
  ['detail', 'body'],
  ['details', 'body'],
  ['retryAfterMs', 'wait'],
];

/** The further fields of a body. */
const BODY_FIELDS: typeof FIELDS = [
  ['error_code', 'code'],
  ['errorCode', 'code'],
  ['Code', 'code'],
  ['__type', 'type'],
  ['error_type', 'type'],
  ['reason', 'code'],
  ['quotaId', 'code'],
  ['kind', 'type'],
  ['msg', 'text'],
  ['Message', 'text'],
  ['title', 'text'],
  ['status_msg', 'text'],
  ['error_msg', 'text'],
  ['error_message', 'text'],
  ['error_description', 'text'],
  ['description', 'text'],
  ['raw', 'text'],
  ['limit_source', 'code'],
  ['metadata', 'body'],
  ['headers', 'body'],
  ['innererror', 'body'],
  ['violations', 'body'],
  ['base_resp', 'body'],
  ['retryDelay', 'wait'],
  ['retry_after', 'wait'],
  ['retryAfter', 'wait'],
  ['retry_after_ms', 'wait'],
  ['retry_after_seconds', 'wait'],
  ['resets_in_seconds', 'wait'],
  ['reset_at', 'wait'],
  ['resets_at', 'wait'],
  ['estimated_time', 'wait'],
  ['X-RateLimit-Reset', 'wait'],
  ['n_ctx', 'wait'],
];

/** Walks one error, response or thrown value. Never throws; calls nothing but getters, guarded. */
export function walkNode(value: unknown, facts: Facts, depth: number): void {
  if (typeof value === 'string') return walkText(value, facts, depth + 1);
  if (typeof value !== 'object' || value === null || !enter(value, facts)) return;
  if (Array.isArray(value)) return walkItems(value, facts, depth, false);
  if (read(value, brand) === true) {
    facts.refusal ??= value;
    return;
  }
  const status = read(read(value, '$metadata'), 'httpStatusCode');
  if (isStatus(status)) facts.status ??= status;
  copyHeaders(read(value, 'headers') ?? read(value, 'responseHeaders'), facts.headers);
  walkFields(value, FIELDS, facts, depth, false);
  for (const key of ['lc_error_code', 'rateLimitType']) {
    const word = read(value, key);
    if (typeof word === 'string') addWord(facts.types, word);
  }
}

/** Walks what an upstream said: an object, a list, bytes, or a text in any of the dialects. */
export function walkBody(value: unknown, facts: Facts, depth: number): void {
  if (typeof value === 'string') return walkText(value, facts, depth + 1);
  if (typeof value !== 'object' || value === null) return;
  // An error below an error's `error` is a cause, not a body.
  if (value instanceof Error) return walkNode(value, facts, depth);
  const text = bytesToText(value);
  if (text !== undefined) return walkText(text, facts, depth + 1);
  // Streams are not ours to read.
  if (typeof read(value, 'pipe') === 'function' || typeof read(value, 'getReader') === 'function') return;
  if (depth > MAX_BODY_DEPTH || !enter(value, facts)) return;
  facts.body ??= 'json';
  if (Array.isArray(value)) return walkItems(value, facts, depth, true);
  walkFields(value, FIELDS, facts, depth, true);
  walkFields(value, BODY_FIELDS, facts, depth, true);
}

function walkText(text: string, facts: Facts, depth: number): void {
  for (const json of readText(text, facts)) walkBody(json, facts, depth);
}

function walkItems(items: readonly unknown[], facts: Facts, depth: number, inBody: boolean): void {
  for (let index = 0; index < MAX_ITEMS; index++) {
    const item = read(items, index);
    if (item === undefined) return;
    if (inBody) walkBody(item, facts, depth + 1);
    else walkNode(item, facts, depth + 1);
  }
}

function walkFields(value: object, fields: typeof FIELDS, facts: Facts, depth: number, inBody: boolean): void {
  for (const [key, role] of fields) {
    const found = read(value, key);
    if (found === undefined || found === null) continue;
    if (typeof found === 'object') {
      if (role === 'node' && !inBody) {
        if (depth < MAX_DEPTH) walkNode(found, facts, depth + 1);
      } else if (role !== 'wait' && depth < MAX_BODY_DEPTH) {
        // `data` and `body` of a response are what the upstream said; a `Headers` under that name is not.
        walkBody(found, facts, depth + 1);
      }
      continue;
    }
    if (typeof found === 'number') {
      if (role === 'wait') facts.waits[key] ??= found;
      else if (role === 'code') addNumber(found, facts, inBody);
      continue;
    }
    if (typeof found !== 'string') continue;
    if (role === 'code') addCode(found, facts);
    else if (role === 'type') addType(found, value, facts);
    else if (role === 'wait') facts.waits[key] ??= found.slice(0, 64);
    else walkText(found, facts, depth + 1);
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
