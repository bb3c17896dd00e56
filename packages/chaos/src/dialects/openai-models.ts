import type { Dialect } from './dialect.ts';
import { openai, openaiError } from './openai-vendor.ts';
import { dataEvent } from './server-sent-event.ts';

/** The models the server lists. It answers for any other name as well. */
const LISTED_MODELS = ['chaos-large', 'chaos-small', 'chaos-embedding'] as const;

/** `GET /v1/models` and `GET /v1/models/{model}`. */
export const openaiModels: Dialect = {
  name: 'openai-models',
  vendor: openai,
  keepAlive: '',
  complaint: () => undefined,
  answer({ path }) {
    const asked = path.slice(path.lastIndexOf('/models') + '/models/'.length);
    if (asked !== '') return JSON.stringify(model(decodeName(asked)));
    return JSON.stringify({ object: 'list', data: LISTED_MODELS.map(model) });
  },
  errorEvent: (order) => dataEvent({ error: openaiError(order) }),
};

function model(id: string): Record<string, unknown> {
  return { id, object: 'model', created: 1_750_000_000, owned_by: 'breakwater' };
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // a stray per cent sign: the name as it stands
  }
}
