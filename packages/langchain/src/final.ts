/** LangChain's mark of an error that is (not) to be tried again, by which its retries go. Registered for all its copies. */
const RETRYABLE = Symbol.for('langchain.errors.retryable');

/** Marks an error as one that LangChain is not to try again: the policy has done what could be done. */
export function markFinal(error: unknown): unknown {
  if (typeof error === 'object' && error !== null) {
    Reflect.defineProperty(error, RETRYABLE, { value: false, configurable: true });
  }
  return error;
}

interface RetryFields {
  onFailedAttempt?: ((error: unknown, input: never) => unknown) | undefined;
}

/** What `withRetry` was told, and that it is to stop at an error of a governed call. */
export function stopAtFinal<Fields extends RetryFields>(fields: Fields | undefined): Fields {
  return {
    ...fields,
    onFailedAttempt(error: unknown, input: never): unknown {
      if ((error as { [RETRYABLE]?: unknown } | null)?.[RETRYABLE] === false) throw error;
      return fields?.onFailedAttempt?.(error, input);
    },
  } as Fields;
}
