import type { Facts } from './facts.ts';
import type { DetectOptions, FailureKind } from './failure.ts';
import { read } from './read.ts';

/** Names and codes by which libraries say that the caller cancelled. */
const ABORTED = /^(?:AbortError|CanceledError|APIUserAbortError|ERR_CANCELED|ABORT_ERR|UND_ERR_ABORTED)$/;
/** Names and codes by which they say that a limit of the client fired. */
const TIMED_OUT = /TimeoutError$|TIMEDOUT$|_TIMEOUT$/;
/** Codes of Node, undici, axios and OpenSSL for a connection that failed, and the names of SDKs for it. */
const NETWORK =
  /^E(?:CONN|NET|HOST|ADDR|AI_|PIPE|PROTO|NOTFOUND)|^(?:UND_ERR|HPE)_|^ERR_(?:NETWORK|SSL|TLS|SOCKET|HTTP2)|CERT|_SIGNATURE$|^(?:Socket|Fetch|APIConnection)Error$/;
/** What runtimes say of a failed `fetch` where they give no code: undici, Chrome, Safari, Firefox, Bun, Deno. */
const NETWORK_TEXT =
  /^(?:fetch failed|failed to fetch|load failed|network ?error|connection error|(?:cannot|unable to) connect|the socket connection|error sending request)/i;
/** The last one is axios 1.7.0: a limit of -1 is none, and cannot be exceeded. */
const BROKEN_STREAM =
  /^(?:terminated$|premature close|stream .{0,12}(?:aborted|disconnected|closed|error)|maxContentLength size of -1 exceeded$)/i;

/** Who ended the attempt. A signal that fired outranks every name. */
export function kindOf(facts: Facts, options: DetectOptions | undefined): FailureKind {
  if (facts.refusal !== undefined) return 'refused';
  const signal = options?.callerSignal;
  if (signal !== undefined && read(signal, 'aborted') === true) return 'aborted';
  if (options?.timedOut === true) return 'timeout';
  if (facts.status !== undefined && facts.status >= 300) return 'response';
  const words = facts.codes.length === 0 ? facts.types : [...facts.codes, ...facts.types];
  if (words.some((word) => ABORTED.test(word))) {
    // Some libraries end their own timeout with the caller's words (Google's does).
    return signal !== undefined && words.every((word) => word === 'AbortError' || !ABORTED.test(word))
      ? 'timeout'
      : 'aborted';
  }
  if (facts.body === undefined && words.some((word) => TIMED_OUT.test(word))) return 'timeout';
  if (facts.status !== undefined) return 'stream';
  if (BROKEN_STREAM.test(facts.messages[0] ?? '')) return 'stream';
  if (words.some((word) => NETWORK.test(word))) return 'network';
  if (facts.messages.some((text) => NETWORK_TEXT.test(text))) return 'network';
  return facts.body === undefined ? 'unknown' : 'response';
}
