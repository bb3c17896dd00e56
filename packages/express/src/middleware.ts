import type { IncomingMessage, ServerResponse } from 'node:http';

/** Hands on to the next middleware, or to the next error middleware. */
export type Next = (error?: unknown) => void;

/** Express middleware of version 4 and 5 alike: written for Node's own request and response, which theirs extend. */
export type Middleware<Request extends IncomingMessage = IncomingMessage> = (
  request: Request,
  response: ServerResponse,
  next: Next,
) => void;

/** Express error middleware. It has four parameters: by their number Express tells it from the other kind. */
export type ErrorMiddleware<Request extends IncomingMessage = IncomingMessage> = (
  error: unknown,
  request: Request,
  response: ServerResponse,
  next: Next,
) => void;
