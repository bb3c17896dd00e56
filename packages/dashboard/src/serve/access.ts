import { respondText } from './security-headers.ts';

/**
 * Who may see the dashboard.
 * @returns whether this request may; or the answer for one that may not, such as a 401 or the way to a login page.
 */
export type Authorize = (request: Request) => boolean | Response | Promise<boolean | Response>;

/** Says why a request may not see the dashboard; undefined where it may. */
export type Guard = (request: Request) => Promise<Response | undefined>;

export interface GuardOptions {
  readonly authorize: Authorize | undefined;
  /** Whether the process serves real users. */
  readonly production: boolean;
  /** Takes what the operator must know. */
  readonly warn: (text: string) => void;
}

const CLOSED =
  'The dashboard is closed: NODE_ENV is "production" and no `authorize` was given. Pass ' +
  '`authorize: (request) => boolean` to createDashboard to say who may see it; every request gets a 404 until then.';
const NOT_LOCAL =
  'Without `authorize` the dashboard answers only to this machine (http://localhost:…). To open it to others, pass ' +
  '`authorize: (request) => boolean` to createDashboard.';

/** Names that a browser on this machine has for it. Any other may be a page of a stranger that was rebound to us. */
const LOCAL = /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
/** What proxies add: whoever asks is elsewhere, whatever the host says. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'];

/** Decides who comes in, before anything else is looked at. */
export function createGuard({ authorize, production, warn }: GuardOptions): Guard {
  if (authorize === undefined && production) {
    warn(CLOSED);
    return () => Promise.resolve(respondText('Not found', 404));
  }
  if (authorize === undefined) {
    return (request) => Promise.resolve(isLocal(request) ? undefined : respondText(NOT_LOCAL, 403));
  }
  return async (request) => {
    try {
      const verdict = await authorize(request);
      if (verdict instanceof Response) return verdict;
      return verdict ? undefined : respondText('Forbidden: `authorize` said no', 403);
    } catch (error) {
      warn(
        `\`authorize\` threw, and the request got a 403: ${error instanceof Error ? error.message : 'not an error'}`,
      );
      return respondText('Forbidden: `authorize` failed, see the log', 403);
    }
  };
}

function isLocal({ url, headers }: Request): boolean {
  return LOCAL.test(new URL(url).hostname) && !FORWARDED.some((name) => headers.has(name));
}
