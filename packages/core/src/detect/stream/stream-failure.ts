import { finish, type HeadersLike } from '../detect.ts';
import { addWord, createFacts } from '../facts.ts';
import type { Failure } from '../failure.ts';
import { copyHeaders } from '../headers-facts.ts';

/**
 * What a stream can do wrong without a word:
 * - `empty_stream`: it ended before any event
 * - `stream_cut`: it ended before the last event of its protocol
 * - `malformed_event`: an event was no JSON
 */
export type StreamFault = 'empty_stream' | 'stream_cut' | 'malformed_event';

/** The failure of a stream that began well. */
export function streamFailure(fault: StreamFault, headers: HeadersLike | undefined): Failure {
  const facts = createFacts();
  facts.status = 200;
  copyHeaders(headers, facts.headers);
  addWord(facts.codes, fault);
  return finish(facts, undefined);
}
