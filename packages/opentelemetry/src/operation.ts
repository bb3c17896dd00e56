import { genAiAttributes } from './target-attributes.ts';

/** Models by whose names nobody can tell which operation it is, or for whose the conventions have no word. */
const OTHERS = /audio|dall-?e|image|imagen|moderation|ocr|realtime|rerank|sora|speech|transcri|tts|veo|video|whisper/i;

/**
 * The `gen_ai.operation.name` of the requests to a target, as far as its name says: an embedding model makes
 * embeddings, any other text model chats. Undefined where provider or model are not known.
 */
export function operationOf(target: string): string | undefined {
  const model = genAiAttributes(target)['gen_ai.request.model'];
  if (typeof model !== 'string' || OTHERS.test(model)) return undefined;
  return /embed/i.test(model) ? 'embeddings' : 'chat';
}
