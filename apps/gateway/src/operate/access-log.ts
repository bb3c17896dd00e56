import { requestIdOf } from '@breakwater/express';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';

declare global {
  namespace Express {
    interface Response {
      /** Where the answer came from, once there is one. */
      origin?: { readonly target: string; readonly attempts: number } | undefined;
    }
  }
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
      const { target, attempts } = response.origin ?? {};
      const line = { id, method, path, status, ms, model: request.question?.model, target, attempts };
      // Whoever leaves early is no failure of ours; it is worth knowing all the same.
      const told = writableFinished ? line : { ...line, left: true };
      if (status >= 500) log.warn(told, 'request');
      else log.info(told, 'request');
    });
    next();
  };
}
