import type { Configuration } from '../configuration/configuration.ts';

/** What clients call models, and what they are. */
export interface Models {
  /** The target of a model; undefined where there is none by that name. */
  readonly targetOf: (model: string) => string | undefined;
  /** The answer to "which models are there", in the words of both APIs at once. */
  readonly list: string;
}

export function createModels({ models }: Pick<Configuration, 'models'>): Models {
  const named = new Map(Object.entries(models).filter(([name]) => name !== '*'));
  const others = models['*'];
  const data = [...named].map(([id, target]) => ({
    id,
    object: 'model',
    type: 'model',
    display_name: id,
    created: 0,
    created_at: '1970-01-01T00:00:00Z',
    owned_by: target.slice(0, target.indexOf('/')),
  }));
  return {
    targetOf: (model) => named.get(model) ?? others?.replace('*', () => model),
    list: JSON.stringify({ object: 'list', data, has_more: false, first_id: data[0]?.id, last_id: data.at(-1)?.id }),
  };
}
