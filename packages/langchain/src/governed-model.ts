import type { Breakwater } from '@breakwater/core';
import { type Fetch, withPolicy } from '@breakwater/fetch';
import { markFinal, stopAtFinal } from './final.ts';
import { modelCredential } from './model-target.ts';
import type { Governor } from './options.ts';
import { type ClientConfig, clientConfigOf, quiet, shadow } from './quiet.ts';
import { runCall, runStream } from './run.ts';

type Method = (...args: never[]) => unknown;
type Methods = Record<string, Method>;

/** Models that are governed already, and by what. */
const governed = new WeakMap<object, Breakwater>();

/** By what a model is governed; undefined where it is not. */
export function governorOf(model: object): Breakwater | undefined {
  return governed.get(model);
}

/** Methods that make one call, and where their options are among the arguments; -1 where they take none. */
const CALLS: Readonly<Record<string, number>> = { _generate: 1, embedDocuments: -1, embedQuery: -1 };
/** Methods that make one streamed call. */
const STREAMS: readonly string[] = ['_streamResponseChunks', '_streamChatModelEvents'];

/**
 * A model like the given one, whose calls go under a policy at the seam where the provider is called: below callbacks and
 * caches, so that a call is traced once however many attempts it takes. It inherits everything else.
 *
 * Models that keep the options of an SDK's client are governed on the wire, by a `fetch` of ours: there status, headers
 * and every byte are seen. Others are governed by the methods that call the provider.
 */
export function governModel<Model extends object>(model: Model, governor: Governor): Model {
  const overWire = clientConfigOf(model) !== undefined;
  const bare = quiet(model, (config) => governClient(config, governor));
  const named = { ...governor, options: { credential: modelCredential(model), ...governor.options } };
  const derived = Object.create(bare) as Model;
  const methods = bare as unknown as Methods;
  for (const [name, place] of Object.entries(CALLS)) {
    const original = methods[name];
    if (original !== undefined)
      shadow(derived, name, overWire ? final(bare, original, place) : governCall(bare, original, place, named));
  }
  for (const name of STREAMS) {
    const original = methods[name];
    if (original !== undefined && original !== firstOf(model, name)) {
      shadow(derived, name, overWire ? finalStream(bare, original) : governStream(bare, original, named));
    }
  }
  for (const name of ['withConfig', 'bindTools']) {
    const original = methods[name];
    if (original === undefined) continue;
    // Some models answer with a new model of their kind, and not with a binding of this one.
    shadow(derived, name, function again(this: object, ...args: never[]): unknown {
      const next = original.apply(this, args);
      const isModel = typeof next === 'object' && next !== null && '_generate' in next;
      return isModel && !governed.has(next) ? governModel(next, governor) : next;
    });
  }
  const withRetry = methods['withRetry'];
  if (withRetry !== undefined) {
    shadow(derived, 'withRetry', function again(this: object, fields: never): unknown {
      return withRetry.call(this, stopAtFinal<never>(fields));
    });
  }
  const { metadata } = model as { metadata?: object };
  if ('metadata' in model) shadow(derived, 'metadata', { ...metadata, breakwater: governor.target });
  governed.set(derived, governor.breakwater);
  return derived;
}

/** The options of a client whose requests go under the policy. */
function governClient(config: ClientConfig, { breakwater, options }: Governor): ClientConfig {
  const { target, priority, deadline, credential, warn } = options;
  const { fetch, fetchOptions } = config as { fetch?: Fetch | undefined; fetchOptions?: object | undefined };
  return {
    ...config,
    maxRetries: 0,
    fetch: withPolicy(breakwater, { target, fetch, warn, refusal: 'response' }),
    fetchOptions: { ...fetchOptions, breakwater: { priority, deadline, credential } },
  };
}

/** The method, whose errors LangChain is not to try again. */
function final(bare: object, original: Method, place: number): Method {
  return (...args) => (original.apply(bare, shielded(args, place)) as Promise<unknown>).catch(giveUp);
}

function finalStream(bare: object, original: Method): Method {
  return async function* stream(...args) {
    try {
      yield* original.apply(bare, shielded(args, 1)) as AsyncIterable<unknown>;
    } catch (error) {
      giveUp(error);
    }
  };
}

/** The arguments, with a signal that follows the caller's: the client of OpenAI 6 leaves a listener on each it is given. */
function shielded(args: readonly unknown[], place: number): never[] {
  const options = args[place] as { signal?: AbortSignal | undefined } | undefined;
  const own = options?.signal && { ...options, signal: AbortSignal.any([options.signal]) };
  return (own === undefined ? args : args.with(place, own)) as never[];
}

function giveUp(error: unknown): never {
  throw markFinal(error);
}

function governCall(bare: object, original: Method, place: number, governor: Governor): Method {
  return (...args: unknown[]): unknown => {
    const options = (args[place] ?? {}) as { signal?: AbortSignal | undefined };
    return runCall(governor, options.signal, async (signal) => {
      const given = place === -1 ? args : args.with(place, { ...options, signal });
      return original.apply(bare, given as never[]);
    });
  };
}

function governStream(bare: object, original: Method, governor: Governor): Method {
  return (input: never, given: { signal?: AbortSignal | undefined } | undefined, ...rest: never[]): unknown => {
    const options = given ?? {};
    const open = (signal: AbortSignal): AsyncIterable<unknown> =>
      original.apply(bare, [input, { ...options, signal } as never, ...rest]) as AsyncIterable<unknown>;
    return runStream(governor, options.signal, open, hasContent);
  };
}

/** Whether a chunk shows something to a reader: text, a tool call, or whatever is not a head, a ping or a foot. */
function hasContent(chunk: unknown): boolean {
  const { event, text, message } = (chunk ?? {}) as {
    event?: string;
    text?: unknown;
    message?: { content?: unknown; tool_call_chunks?: readonly unknown[]; additional_kwargs?: object };
  };
  if (event !== undefined) return event.startsWith('content-block');
  if (typeof text === 'string' && text !== '') return true;
  const { content = '', tool_call_chunks: calls = [], additional_kwargs: extra = {} } = message ?? {};
  const empty = content === '' || (Array.isArray(content) && content.length === 0);
  return !empty || calls.length > 0 || Object.keys(extra).length > 0;
}

/** The method by this name that stands highest in the line of classes: the base class's own, which does nothing. */
function firstOf(model: object, name: string): unknown {
  let found: unknown;
  for (let link: object | null = model; link !== null; link = Object.getPrototypeOf(link) as object | null) {
    if (Object.hasOwn(link, name)) found = (link as Methods)[name];
  }
  return found;
}
