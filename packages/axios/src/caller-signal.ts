import type { InternalAxiosRequestConfig } from 'axios';

/** By what a caller gives up, as one signal. */
export interface Caller {
  readonly signal: AbortSignal | undefined;
  /** Takes the listeners off what the caller handed in. */
  release(): void;
}

/** The caller's signal; with a `cancelToken`, or a signal that is not the platform's own, one that follows them. */
export function callerOf({ signal, cancelToken }: InternalAxiosRequestConfig): Caller {
  if (!cancelToken && (!signal || signal instanceof AbortSignal)) {
    return { signal, release: () => undefined };
  }
  const controller = new AbortController();
  const follow = (by?: unknown): void => {
    const event = (by as Event | undefined)?.type === 'abort';
    controller.abort(event ? (signal as AbortSignal).reason : by);
  };
  if (signal?.aborted) controller.abort((signal as AbortSignal).reason);
  signal?.addEventListener?.('abort', follow);
  cancelToken?.subscribe(follow);
  return {
    signal: controller.signal,
    release() {
      signal?.removeEventListener?.('abort', follow);
      cancelToken?.unsubscribe(follow);
    },
  };
}
