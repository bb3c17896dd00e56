import { charactersIn, content, ENOUGH, isObject, LAST, type Meaning, type Protocol, QUIET } from '../meaning.ts';

/**
 * Bedrock's ConverseStream, whose events have their type in the framing and not in their JSON.
 * docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
 */
export const converse: Protocol = {
  recognises: (_event, name) => /^(?:messageStart|contentBlock(?:Start|Delta|Stop))$/.test(name),

  read({ delta }, name): Meaning {
    if (name === 'contentBlockDelta') return content(Math.max(0, charactersIn(delta)));
    if (name === 'messageStop') return ENOUGH;
    return name === 'metadata' ? LAST : QUIET;
  },
};

/** What a model said by InvokeModelWithResponseStream, in its own protocol; undefined for another event. */
export function unwrapChunk(event: unknown): string | undefined {
  const bytes = isObject(event) ? event['bytes'] : undefined;
  if (typeof bytes !== 'string') return undefined;
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0)));
  } catch {
    return undefined;
  }
}
