import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { ScenarioError } from '../scenario/scenario-error.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { readBody } from './read-body.ts';
import type { ChaosStats } from './stats.ts';
import { redactRecord } from './request-log.ts';
import type { RequestRecord } from './request-log.ts';

/** What the admin endpoint can see and do. */
export interface AdminActions {
  readonly requests: readonly RequestRecord[];
  readonly scenario: Scenario;
  setScenario(scenario: Scenario): void;
  startTimeline(): void;
  reset(): void;
  stats(): ChaosStats;
}

export const ADMIN_PREFIX = '/_chaos/';

/** Answers a request under `/_chaos/`. */
export async function answerAdmin(
  request: IncomingMessage,
  response: ServerResponse,
  actions: AdminActions,
  allowRemote: boolean,
): Promise<void> {
  const refusal = allowRemote ? undefined : whyRefused(request.socket.remoteAddress, request.headers);
  if (refusal !== undefined) return sendJson(response, 403, { error: refusal });
  const body = await readBody(request);
  const path = (request.url ?? '').split('?')[0] as string;
  switch (`${request.method} ${path}`) {
    case 'GET /_chaos/scenario':
      return sendJson(response, 200, actions.scenario);
    case 'PUT /_chaos/scenario':
      return putScenario(body ?? '', response, actions);
    case 'POST /_chaos/timeline':
      actions.startTimeline();
      return sendJson(response, 200, actions.stats());
    case 'POST /_chaos/reset':
      actions.reset();
      return sendJson(response, 200, actions.stats());
    case 'GET /_chaos/requests':
      return sendJson(response, 200, actions.requests.map(redactRecord));
    case 'GET /_chaos/stats':
      return sendJson(response, 200, actions.stats());
    default:
      return sendJson(response, 404, {
        error: `No ${request.method} ${path}. There are GET and PUT /_chaos/scenario, POST /_chaos/timeline, POST /_chaos/reset, GET /_chaos/requests, GET /_chaos/stats.`,
      });
  }
}

function putScenario(body: string, response: ServerResponse, actions: AdminActions): void {
  let scenario: unknown;
  try {
    scenario = JSON.parse(body);
  } catch (error) {
    return sendJson(response, 400, { error: `The scenario is not JSON: ${(error as Error).message}` });
  }
  try {
    actions.setScenario(scenario as Scenario); // checks it
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return sendJson(response, 400, { error: error.message, problems: error.problems });
  }
  return sendJson(response, 200, actions.scenario);
}

const LOOPBACK = /^(?:::1|(?:::ffff:)?127(?:\.\d{1,3}){3})$/;
const LOOPBACK_HOST = /^(?:localhost|\[::1\]|127(?:\.\d{1,3}){3})(?::\d+)?$/i;

/**
 * Why the admin endpoint refuses a request; nothing when it does not. The remote address keeps other machines out. The
 * other two keep out web pages open in a browser on this machine, which reach loopback too: as a cross-origin request, or
 * through a name of theirs that resolves to it.
 */
export function whyRefused(
  remoteAddress: string | undefined,
  { origin, host }: IncomingHttpHeaders,
): string | undefined {
  const advice = 'Start the server with `admin: { allowRemote: true }` (--allow-remote-admin) to allow it.';
  if (!LOOPBACK.test(remoteAddress ?? '')) return `The admin endpoint answers to this machine only. ${advice}`;
  if (origin !== undefined) return `The admin endpoint does not answer to web pages. ${advice}`;
  if (!LOOPBACK_HOST.test(host ?? '')) return `The admin endpoint answers to loopback names only. ${advice}`;
  return undefined;
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value, undefined, 2);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
