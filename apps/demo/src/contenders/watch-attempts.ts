import { type AxiosInstance, getAdapter } from 'axios';

/** Hears of every request that leaves an instance, whoever sent it on: the caller or a retry. */
export interface AttemptWatch {
  readonly onSent: () => void;
  readonly onFailed?: ((error: unknown) => void) | undefined;
}

/**
 * Watches the place where requests leave for the network: the adapter, which is below every interceptor. There refused
 * connections are seen too, of which the upstream knows nothing.
 */
export function watchAttempts(instance: AxiosInstance, { onSent, onFailed }: AttemptWatch): void {
  const send = getAdapter('http');
  instance.defaults.adapter = async (config) => {
    onSent();
    try {
      return await send(config);
    } catch (error) {
      onFailed?.(error);
      throw error;
    }
  };
}
