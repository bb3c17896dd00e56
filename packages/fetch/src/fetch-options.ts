import type { RequestOptions } from '@breakwater/core/adapter';

/** `fetch`, as every library that takes one of its own types it. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** What `fetch` takes, and what one request says for itself; `false` sends it without the policy. */
export interface PolicyRequestInit extends RequestInit {
  readonly breakwater?: RequestOptions | false | undefined;
}

/** A `fetch` under a policy. It can stand wherever a `fetch` can. */
export type PolicyFetch = (input: string | URL | Request, init?: PolicyRequestInit) => Promise<Response>;

/** A request as a target is named by it. */
export interface RequestFacts {
  readonly url: string;
  /** In upper case. */
  readonly method: string;
  readonly headers: Headers;
  /** That the path or the JSON body names. */
  readonly model: string | undefined;
}

/** What is sent by one attempt; each has its own, to be changed at will. */
export interface AttemptRequest {
  url: string;
  headers: Headers;
  /** As it was given; undefined where it came with a `Request`, which is sent then. */
  body: RequestInit['body'] | undefined;
}

/** Which attempt it is. */
export interface AttemptInfo {
  /** Counted from 1. */
  readonly number: number;
  /** Where it goes; another target than the call's when the policy has fallen back. */
  readonly target: string;
}

export interface FetchOptions {
  /**
   * What can be sick by itself: a name for all requests, or what a request goes to; undefined from it means the default.
   * @defaultValue the host, and the model where the path or the JSON body names one: `api.openai.com/gpt-5`
   */
  readonly target?: string | ((request: RequestFacts) => string | undefined) | undefined;
  /**
   * What a call that the policy refused or gave up on ends with: `throw` rejects with the `BreakwaterError`, `response`
   * answers with status 503 or 504, `retry-after`, `x-should-retry: false` and a JSON error, so that an SDK on top makes
   * its own error of it and does not retry. @defaultValue 'throw'
   */
  readonly refusal?: 'throw' | 'response' | undefined;
  /**
   * Runs before each attempt: fresh credentials, or the way to another target when the policy has fallen back; without
   * it a call does not fall back. What it throws ends the attempt.
   */
  readonly beforeAttempt?: ((request: AttemptRequest, attempt: AttemptInfo) => void | Promise<void>) | undefined;
  /** Makes the attempts. @defaultValue the global `fetch` of the moment */
  readonly fetch?: Fetch | undefined;
  /** Takes warnings about the program's setup, each once in a process. @defaultValue console.warn */
  readonly warn?: ((text: string) => void) | undefined;
}
