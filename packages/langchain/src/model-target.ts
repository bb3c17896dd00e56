import { credentialName, hostOf } from '@breakwater/core/adapter';

/** Hosts of providers whose models keep no URL unless they are given one. */
const HOSTS: Readonly<Record<string, string>> = {
  openai: 'api.openai.com',
  anthropic: 'api.anthropic.com',
  mistral: 'api.mistral.ai',
  groq: 'api.groq.com',
  google_genai: 'generativelanguage.googleapis.com',
};

interface Told {
  readonly clientConfig?: { readonly baseURL?: unknown } | undefined;
  readonly clientOptions?: { readonly baseURL?: unknown } | undefined;
  readonly baseUrl?: unknown;
  readonly apiUrl?: unknown;
  readonly model?: unknown;
  readonly modelName?: unknown;
  getLsParams?(options: object): { readonly ls_provider?: unknown; readonly ls_model_name?: unknown };
}

/** What the calls of a model go to: the host and the model, as other adapters name it, so that they share a gate. */
export function modelTarget(model: object): string {
  const { clientConfig, clientOptions, baseUrl, apiUrl, model: name, modelName } = model as Told;
  const told = lsParams(model);
  const url = [clientConfig?.baseURL, clientOptions?.baseURL, baseUrl, apiUrl].find(
    (given) => typeof given === 'string',
  );
  const provider = typeof told.ls_provider === 'string' ? told.ls_provider : model.constructor.name;
  const host = (url === undefined ? undefined : hostOf(url)) ?? HOSTS[provider] ?? provider;
  const named = [told.ls_model_name, name, modelName].find((given) => typeof given === 'string');
  return named === undefined ? host : `${host}/${named}`;
}

/** A name for the key that a model has been given. */
export function modelCredential({ apiKey }: { readonly apiKey?: unknown }): string | undefined {
  return typeof apiKey === 'string' ? credentialName(apiKey) : undefined;
}

/** What a model tells tracers of itself; some need options for it, and are asked in vain. */
function lsParams(model: Told): ReturnType<NonNullable<Told['getLsParams']>> {
  try {
    return model.getLsParams?.({}) ?? {};
  } catch {
    return {};
  }
}
