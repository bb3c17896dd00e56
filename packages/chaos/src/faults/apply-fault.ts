import type { Exchange } from '../server/exchange.ts';
import { spoilBody } from './body-fault.ts';
import { breakConnection } from './connection-fault.ts';
import type { Fault } from './fault.ts';
import { sendErrorBody, sendHtml, sendStatus } from './http-fault.ts';
import type { Reply } from './reply.ts';
import { spoilStream } from './stream-fault.ts';
import { hang, sendAnswer, sendSlowly } from './timing-fault.ts';

/** Answers one request as the fault says. Resolves when nothing more will be sent. */
export async function applyFault(fault: Fault, exchange: Exchange, reply: Reply): Promise<void> {
  switch (fault.kind) {
    case 'status':
      return sendStatus(fault, exchange, reply);
    case 'html':
      return sendHtml(fault, exchange, reply);
    case 'error-body':
      return sendErrorBody(fault, exchange, reply);
    case 'reset':
    case 'close':
      return breakConnection(fault, exchange, reply);
    case 'refuse':
      // A request that reached us over a connection made just before the port closed.
      return exchange.reset();
    case 'truncated-json':
    case 'invalid-json':
    case 'plain-text':
    case 'empty-body':
      return spoilBody(fault, exchange, reply);
    case 'stream-error':
    case 'stream-cut':
    case 'stream-reset':
    case 'stream-stall':
    case 'stream-malformed':
      return spoilStream(fault, exchange, reply);
    case 'ok':
      return sendAnswer(exchange, reply);
    case 'slow-body':
      return sendSlowly(fault, exchange, reply);
    case 'hang':
      return hang(fault, exchange, reply);
  }
}

/**
 * Whether the request reaches the API itself before it goes wrong. Such requests pass the rate limit and take a place
 * in the capacity; the others are turned away in front of it, as an edge or a gateway does.
 */
export function reachesTheApi({ kind }: Fault): boolean {
  return kind === 'ok' || kind === 'slow-body' || kind === 'hang' || needsStream(kind) || needsJson(kind);
}

/** Whether the fault can happen to this request: streams break as streams, JSON bodies as JSON bodies. */
export function fits({ kind }: Fault, streaming: boolean): boolean {
  return streaming ? !needsJson(kind) : !needsStream(kind);
}

function needsStream(kind: Fault['kind']): boolean {
  return kind.startsWith('stream-');
}

function needsJson(kind: Fault['kind']): boolean {
  return kind === 'truncated-json' || kind === 'invalid-json';
}
