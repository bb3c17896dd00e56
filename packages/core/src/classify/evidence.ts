import type { Failure } from '../detect/failure.ts';
import { LINE_MARK, words } from './words.ts';

/** No pattern sees more than this much text. */
const MAX_TEXT = 4_000;

/** A failure as the rules read it. */
export interface Evidence {
  /** Codes, types and messages as words, outermost first. */
  readonly text: string;
  /** The status that tells most: the one on the wire, or where that says little the one said further in. */
  readonly status: number | undefined;
}

/** A status that a text speaks of: `429 {…}`, "error code: 429", "status code 502", "provider(404)". Sought by its digits. */
const SAID_STATUS =
  /(?<=^|(?:status|code|http|provider|error|exception|failed|response|\|) ?[:=]? ?)[45]\d\d(?= |:|,|\.|$)/gm;

/** What a client says that has nothing to say: "Request failed with status code 503", "503 status code (no body)". */
const FILLER = /^(?:request failed with )?(?:http )?(?:status )?(?:code )?[45]\d\d(?: status code \(no body\))?$/i;

export function evidenceOf(failure: Failure): Evidence {
  const { headers, codes, types, messages, status } = failure;
  const named = headers['x-amzn-errortype'] ?? headers[':exception-type'];
  const silent =
    codes.length === 0 &&
    types.length === 0 &&
    messages.every((message) => message.length < 48 && FILLER.test(message));
  if (silent && status !== undefined && status >= 400 && named === undefined) return { text: '', status };
  const said = [...messages, ...types, ...codes];
  if (named !== undefined) said.push(named);
  const text = words(said.join(LINE_MARK).slice(0, MAX_TEXT));
  // AWS names the exception in a header, and its streams put a 400 on every one. SDKs quote that header.
  const isNamed = named !== undefined || text.includes('exception type: ');
  return { text, status: isNamed ? undefined : statusOf(failure, text) };
}

/** 400 and the 5xx of gateways often wrap another status; 401, 403, 429 and the like say what they mean. */
function statusOf(failure: Failure, text: string): number | undefined {
  const wire = failure.status;
  if (wire !== undefined && wire > 400 && wire !== 424 && wire !== 500 && wire !== 502) return wire;
  let said: number | undefined;
  for (const number of text.match(SAID_STATUS) ?? []) if (Number(number) !== wire) said = Number(number);
  return said ?? (wire !== undefined && wire < 400 ? undefined : wire);
}
