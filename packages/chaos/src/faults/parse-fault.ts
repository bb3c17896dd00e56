import { isRecord, quote } from '../scenario/check.ts';
import type { Check } from '../scenario/check.ts';
import { BODY_FAULTS } from './body-fault.ts';
import { CONNECTION_FAULTS } from './connection-fault.ts';
import type { Fault, FaultInput } from './fault.ts';
import { HTTP_FAULTS } from './http-fault.ts';
import { STREAM_FAULTS } from './stream-fault.ts';
import { TIMING_FAULTS } from './timing-fault.ts';

const KINDS: Readonly<Record<string, Check>> = {
  ...HTTP_FAULTS,
  ...CONNECTION_FAULTS,
  ...BODY_FAULTS,
  ...STREAM_FAULTS,
  ...TIMING_FAULTS,
};

/** Every kind of fault, by name. */
export const FAULT_KINDS: readonly string[] = Object.keys(KINDS);

/** A fault, or its short form. */
export const checkFault: Check = (value, path, problems) => {
  const fault = typeof value === 'string' ? expandShortForm(value) : value;
  const check = isRecord(fault) && typeof fault['kind'] === 'string' ? own(KINDS, fault['kind']) : undefined;
  if (check) check(fault, path, problems);
  else
    problems.push({
      path,
      found: quote(value),
      allowed: `a status from 400 to 599, or a fault of kind ${FAULT_KINDS.join(', ')}`,
    });
};

/** A fault that strikes a request. Refusing, and resetting on connect, happen before any request: a timeline's business. */
export const checkRequestFault: Check = (value, path, problems) => {
  const before = problems.length;
  checkFault(value, path, problems);
  if (problems.length === before && isConnectionWide(resolveFault(value as FaultInput))) {
    problems.push({
      path,
      found: quote(value),
      allowed: "a fault of one request; 'refuse' and 'reset' on-connect belong in the timeline",
    });
  }
};

/** Whether the fault strikes connections rather than requests. */
export function isConnectionWide(fault: Fault): boolean {
  return fault.kind === 'refuse' || (fault.kind === 'reset' && fault.when === 'on-connect');
}

/** The fault meant by an input that has been checked. */
export function resolveFault(input: FaultInput): Fault {
  return typeof input === 'string' ? (expandShortForm(input) as unknown as Fault) : input;
}

/**
 * Reads `kind:name=value:name=value`, where a bare status such as `429` is short for `status:status=429`, names are
 * written in kebab-case, and values are JSON or, failing that, text (percent-encoded where they hold `:`, `,` or `/`).
 */
export function expandShortForm(input: string): Record<string, unknown> {
  const [head = '', ...settings] = input.trim().split(':');
  const fault: Record<string, unknown> = /^\d{3}$/.test(head)
    ? { kind: 'status', status: Number(head) }
    : { kind: head };
  for (const setting of settings) {
    const equals = setting.indexOf('=');
    const name = equals < 0 ? setting : setting.slice(0, equals);
    fault[camelCase(name)] = equals < 0 ? true : readValue(setting.slice(equals + 1));
  }
  return fault;
}

/** The short form of a fault: what `expandShortForm` reads back as the same fault. Safe as part of a URL's path. */
export function shortForm(fault: Fault): string {
  const { kind, ...rest } = fault;
  const fields = Object.entries(rest).filter(
    ([name, value]) => value !== undefined && !(kind === 'status' && name === 'status'),
  );
  const head = fault.kind === 'status' ? String(fault.status) : kind;
  return [head, ...fields.map(([name, value]) => `${kebabCase(name)}=${writeValue(value)}`)].join(':');
}

function writeValue(value: unknown): string {
  // A text that would be read as JSON, such as '17', keeps its quotes.
  const plain = typeof value === 'string' && readValue(encodeURIComponent(value)) === value;
  // A star at the end of a plan's step would repeat it.
  return encodeURIComponent(plain ? value : JSON.stringify(value)).replaceAll('*', '%2A');
}

function readValue(encoded: string): unknown {
  const decoded = decode(encoded);
  try {
    return JSON.parse(decoded) as unknown;
  } catch {
    return decoded;
  }
}

function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

function camelCase(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function kebabCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function own(table: Readonly<Record<string, Check>>, key: string): Check | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
