import type { Breakwater } from '@breakwater/core';
import { admission } from '@breakwater/express';
import type { Express, Request, RequestHandler } from 'express';
import type { Api, Configuration } from '../configuration/configuration.ts';
import { forward } from './forward.ts';
import type { Models } from './models.ts';
import { readQuestion } from './question.ts';
import { readBody } from './read-body.ts';
import { relay } from './relay.ts';
import type { Upstreams } from './upstreams.ts';

/** What is answered, the path below the upstream's base URL, and the API that it belongs to. */
const ROUTES: readonly (readonly [route: string, path: string, api: Api])[] = [
  ['/chat/completions', '/chat/completions', 'openai'],
  ['/responses', '/responses', 'openai'],
  ['/embeddings', '/embeddings', 'openai'],
  ['/messages', '/v1/messages', 'anthropic'],
];

/** What the routes work with. */
export interface RouteParts {
  readonly breakwater: Breakwater;
  readonly upstreams: Upstreams;
  readonly models: Models;
  readonly limits: Configuration['limits'];
}

/**
 * Adds the two APIs to `app`, behind `entrance` and without a router of their own: every layer that a request passes takes its time.
 */
export function addApiRoutes(app: Express, entrance: readonly RequestHandler[], parts: RouteParts): void {
  const { breakwater, models, limits } = parts;
  const body = readBody(limits.bodyBytes);
  const admit = admission<Request>(breakwater, {
    target: ({ question }) => question?.target,
    maxDeadlineMs: limits.deadlineMs,
  });
  const answer: RequestHandler = async (request, response) => {
    const found = await forward(request.question!, request, response, parts);
    response.origin = found;
    await relay(found, response);
  };
  for (const [route, path, api] of ROUTES) {
    const read: RequestHandler = (request, _response, next) => {
      request.question = readQuestion(request.body, api, path, models.targetOf);
      next();
    };
    app.post(`/v1${route}`, ...entrance, body, read, admit, answer);
  }
  app.get('/v1/models', ...entrance, (_request, response) => void response.type('application/json').send(models.list));
}
