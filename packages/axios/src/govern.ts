import { warnOnce } from '@breakwater/core/adapter';
import type { AxiosAdapter, InternalAxiosRequestConfig } from 'axios';
import type { Governor } from './attach-options.ts';
import { GOVERNED, runCall } from './run-call.ts';

/**
 * An adapter that makes the attempts of a call through the adapter `chosen` for it.
 *
 * @param body - of the request, before axios writes it out.
 */
export function govern(chosen: InternalAxiosRequestConfig['adapter'], body: unknown, governor: Governor): AxiosAdapter {
  return async (config) => {
    const { library, options } = governor;
    // Whoever catches the error and sends its config again must find there the adapter that was chosen, not this one.
    Object.defineProperty(config, 'adapter', { value: chosen, writable: true, enumerable: true, configurable: true });
    const adapter = library.getAdapter(chosen ?? library.defaults.adapter, config);
    if (config.breakwater === false || GOVERNED in config) return adapter(config);
    if ('axios-retry' in config || 'raxConfig' in config) {
      warnOnce(
        '@breakwater/axios',
        'another interceptor retries too, so attempts multiply: remove axios-retry or retry-axios',
        options.warn,
      );
    }
    return runCall(adapter, config, body, governor);
  };
}
