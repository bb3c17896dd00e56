import type { Breakwater } from '@breakwater/core';
import { warnOnce } from '@breakwater/core/adapter';
import axios, { type AxiosInstance, type AxiosStatic } from 'axios';
import type { AttachOptions } from './attach-options.ts';
import type { CommonJsInstance } from './commonjs.cts';
import { govern } from './govern.ts';

/** Instances and what they are attached to. */
const attached = new WeakMap<object, { readonly breakwater: Breakwater; readonly detach: () => void }>();

/**
 * Puts the requests of an axios instance under a policy, by a request interceptor. Interceptors and transforms run once
 * for a call, however many attempts it takes. Children made by `instance.create()` are instances of their own.
 *
 * @returns takes the interceptor off again; requests under way end as they began. A second `attach` of the same instance
 *   to the same breakwater changes nothing and returns the same function.
 * @throws TypeError for what is no axios instance, and for one that is attached to another breakwater.
 */
export function attach(
  instance: AxiosInstance | CommonJsInstance,
  breakwater: Breakwater,
  options: AttachOptions = {},
): () => void {
  const interceptors = (instance as Partial<AxiosInstance> | undefined)?.interceptors?.request;
  if (interceptors === undefined) {
    throw new TypeError(`instance: found ${typeof instance}; allowed: axios, or what axios.create() returns`);
  }
  const before = attached.get(instance);
  if (before?.breakwater === breakwater) return before.detach;
  if (before !== undefined) {
    throw new TypeError(
      'instance: attached to another breakwater; their attempts would multiply: detach that one first',
    );
  }
  const own = 'AxiosError' in instance ? instance : axios;
  // The two sets of types differ in name only.
  const library = (options.axios ?? own) as AxiosStatic;
  if (interceptors.constructor !== library.interceptors.request.constructor) {
    const text =
      'the instance was made by another copy of axios than the one seen here; pass yours: attach(…, { axios })';
    warnOnce('@breakwater/axios', text, options.warn);
  }
  const id = interceptors.use(
    (config) => {
      let { adapter } = config;
      const body: unknown = config.data;
      // An interceptor that runs after this one may still choose another adapter: that one goes under the policy.
      Object.defineProperty(config, 'adapter', {
        get: () => govern(adapter, body, { breakwater, options, library }),
        set(chosen: typeof adapter) {
          adapter = chosen;
        },
        enumerable: true,
        configurable: true,
      });
      return config;
    },
    undefined,
    { synchronous: true }, // adds no wait to an instance whose interceptors are all synchronous
  );
  const detach = (): void => {
    if (attached.get(instance)?.detach !== detach) return;
    attached.delete(instance);
    interceptors.eject(id);
  };
  attached.set(instance, { breakwater, detach });
  return detach;
}
