import type { ServerResponse } from 'node:http';
import { requestIdOf } from '@breakwater/express';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { questionOf } from '../proxy/question.ts';

/** Where an answer came from. */
interface Origin {
  readonly target: string;
  readonly attempts: number;
}

const origins = new WeakMap<ServerResponse, Origin>();

/** Keeps for the log where an answer came from. */
export function noteOrigin(response: ServerResponse, { target, attempts }: Origin): void {
  origins.set(response, { target, attempts });
}

/** Gives each request its id, and the log one line when it has ended. */
export function accessLog(log: Logger): RequestHandler {
  return (request, response, next) => {
    const arrivedAt = performance.now();
    const id = requestIdOf(request, response);
    response.setHeader('x-request-id', id);
    const { method, path } = request;
    response.once('close', () => {
      const { statusCode: status, writableFinished } = response;
      const ms = Math.round(performance.now() - arrivedAt);
      const line = { id, method, path, status, ms, model: questionOf(request)?.model, ...origins.get(response) };
      // Whoever leaves early is no failure of ours; it is worth knowing all the same.
      const told = writableFinished ? line : { ...line, left: true };
      if (status >= 500) log.warn(told, 'request');
      else log.info(told, 'request');
    });
    next();
  };
}
