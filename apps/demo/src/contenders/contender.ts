import { Agent } from 'node:http';
import { type AxiosInstance, create } from 'axios';

export const CONTENDER_NAMES = ['plain axios', 'axios-retry', 'Breakwater'] as const;
export type ContenderName = (typeof CONTENDER_NAMES)[number];

/** A client that meets the incident. */
export interface Contender {
  readonly name: ContenderName;
  /** One call of the application. Rejects when it is lost. */
  call(signal: AbortSignal): Promise<unknown>;
  /** Closes its connections. */
  close(): void;
}

/** A chat completion: a POST, as nearly all calls of AI gateways are. */
const BODY = { model: 'demo', messages: [{ role: 'user', content: 'Say hello.' }] };

/** What all contenders have in common: axios, connections that are kept, no limit of time. */
export function createInstance(url: string): { readonly instance: AxiosInstance; readonly agent: Agent } {
  const agent = new Agent({ keepAlive: true });
  const headers = { authorization: 'Bearer demo' };
  // `proxy: false`: everything stays on this machine, whatever the environment says.
  return { instance: create({ baseURL: url, httpAgent: agent, proxy: false, headers }), agent };
}

export function createContender(name: ContenderName, instance: AxiosInstance, agent: Agent): Contender {
  return {
    name,
    call: (signal) => instance.post('/v1/chat/completions', BODY, { signal }),
    close: () => agent.destroy(),
  };
}
