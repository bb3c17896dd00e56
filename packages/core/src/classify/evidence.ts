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

/** A status that a text speaks of: `429 {…}`, "error code: 429", "status code 502", "provider(404)". */
const SAID_STATUS =
  /(?:^|(?:status|code|http|provider|error|exception|failed|response|\|) ?[:=]? ?)([45]\d\d)(?= |:|,|\.|$)/gm;

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
  let raw = '';
  let room = MAX_TEXT;
  for (const list of [messages, types, codes, named === undefined ? [] : [named]]) {
    for (const part of list) {
      if (room <= 0) break;
      const cut = part.length > room ? part.slice(0, room) : part;
      raw = raw === '' ? cut : raw + LINE_MARK + cut;
      room -= part.length;
    }
  }
  const text = words(raw);
  // AWS names the exception in a header, and its streams put a 400 on every one. SDKs quote that header.
  const isNamed = named !== undefined || text.includes('exception type: ');
  return { text, status: isNamed ? undefined : statusOf(failure, text) };
}

/** 400 and the 5xx of gateways often wrap another status; 401, 403, 429 and the like say what they mean. */
function statusOf(failure: Failure, text: string): number | undefined {
  const wire = failure.status;
  if (wire !== undefined && wire > 400 && wire !== 424 && wire !== 500 && wire !== 502) return wire;
  let said: number | undefined;
  for (const code of failure.codes) if (code.length === 3 && /^[45]\d\d$/.test(code)) said = Number(code);
  SAID_STATUS.lastIndex = 0;
  for (let match = SAID_STATUS.exec(text); match !== null; match = SAID_STATUS.exec(text)) {
    if (Number(match[1]) !== wire) said = Number(match[1]);
  }
  return said ?? (wire !== undefined && wire < 400 ? undefined : wire);
}
