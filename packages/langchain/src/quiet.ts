/** What LangChain's models send their requests through; it makes six retries unless told otherwise. */
interface Caller {
  readonly maxRetries: number;
  callWithOptions(options: object, ...rest: unknown[]): unknown;
}

function isCaller(value: unknown): value is Caller {
  const { callWithOptions, maxRetries } = (value ?? {}) as Partial<Caller>;
  return typeof callWithOptions === 'function' && typeof maxRetries === 'number';
}

/** Whether the constructor of a model was asked for retries. */
export function asksForRetries(model: object): boolean {
  const { lc_kwargs: given } = model as { lc_kwargs?: { maxRetries?: unknown } };
  return typeof given?.maxRetries === 'number' && given.maxRetries > 0;
}

/** The options of an SDK's client that a model makes when it first needs one. */
export type ClientConfig = Readonly<Record<string, unknown>>;

/** Where models keep such options, and the clients that they have made by them. */
const CLIENTS: Readonly<Record<string, readonly string[]>> = {
  clientConfig: ['client'], // OpenAI, and all that build upon it
  clientOptions: ['streamingClient', 'batchClient'], // Anthropic
};

/** By what name a model keeps the options of its client; undefined where it keeps none, or makes its client otherwise. */
export function clientConfigOf(model: object): string | undefined {
  const { lc_kwargs: given } = model as { lc_kwargs?: { createClient?: unknown } };
  if (given?.createClient !== undefined) return undefined;
  return Object.keys(CLIENTS).find((name) => name in model);
}

/**
 * A model like the given one that makes no retries of its own, and neither do the models that it has inside. All else it
 * inherits; the given one stays as it was.
 *
 * @param configure - changes the options of the client, where the model keeps some: it makes a client anew then.
 */
export function quiet<Model extends object>(model: Model, configure: (config: ClientConfig) => ClientConfig): Model {
  const derived = Object.create(model) as Model;
  for (const [name, value] of Object.entries(model) as [string, unknown][]) {
    if (isCaller(value)) shadow(derived, name, Object.create(value, { maxRetries: { value: 0 } }));
    else if (typeof value === 'object' && value !== null && isCaller(Reflect.get(value, 'caller'))) {
      shadow(derived, name, quiet(value, configure));
    }
  }
  const kept = clientConfigOf(model);
  if (kept !== undefined) {
    shadow(derived, kept, configure((model as Record<string, ClientConfig>)[kept] ?? {}));
    for (const client of CLIENTS[kept] ?? []) shadow(derived, client, undefined);
  }
  return derived;
}

/** Puts a property of its own onto an object that inherits one by that name. */
export function shadow(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, configurable: true });
}
