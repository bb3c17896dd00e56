/**
 * Every key of a policy: what may stand there, and what does when nothing is written. Parser, defaults, messages,
 * JSON Schema and option table all read this; nothing else knows them.
 *
 * A value is `[what may stand there, its default, the key it may not exceed]`. The first is said in the words of the
 * message, which `allowed.ts` reads, so that the check and what is said about it cannot differ. With `or false`,
 * `false` means no limit, and so does a duration of 0; a value without a default has no limit where it is absent.
 */
export const TARGET_SHAPE = {
  retry: {
    orFalse: true,
    keys: {
      max: ['an integer of 1 or more', 3],
      backoff: ['"exponential" or "constant"', 'exponential'],
      base: ['a duration of 0 or more', '1s', 'cap'],
      factor: ['a number of 1 or more', 2],
      cap: ['a duration of 0 or more', '20s'],
      jitter: ['"full", "equal" or "none"', 'full'],
      maxRetryAfter: ['a duration of 0 or more', '120s'],
      resend: ['"always" or "safe"', 'always'],
      budget: {
        orFalse: true,
        keys: {
          capacity: ['a number above 0', 500],
          cost: ['a number of 0 or more', 0.5, 'capacity'],
          throttleCost: ['a number of 0 or more', 5, 'capacity'],
        },
      },
    },
  },
  breaker: {
    orFalse: true,
    keys: {
      threshold: ['an integer of 1 or more', 5],
      ratio: ['a number above 0, up to 1, or false', 0.9],
      minimumCalls: ['an integer of 1 or more', 20],
      window: ['a duration above 0', '10s'],
      slowCall: ['a duration of 0 or more, or false', false],
      probeAfter: ['a duration above 0', undefined, 'maxProbeAfter'],
      maxProbeAfter: ['a duration above 0', '2s'],
      probes: ['an integer of 1 or more', 1],
      whenOpen: ['"wait" or "fail"', 'wait'],
      maxWait: ['a duration of 0 or more'],
      maxWaiting: ['an integer of 0 or more', 20_000],
    },
  },
  credential: {
    orFalse: true,
    keys: {
      probeAfter: ['a duration above 0', '1m', 'maxProbeAfter'],
      maxProbeAfter: ['a duration above 0', '10m'],
    },
  },
  concurrency: {
    keys: {
      max: ['an integer of 1 or more'],
      adaptive: ['true or false', false],
    },
  },
  timeout: {
    orFalse: true,
    keys: {
      attempt: ['a duration of 0 or more, or false', '60s', 'total'],
      total: ['a duration of 0 or more, or false', '120s'],
      firstContent: ['a duration of 0 or more, or false', '30s', 'total'],
      idle: ['a duration of 0 or more, or false', '30s', 'total'],
      growth: ['a number of 1 or more', 1.5],
      adaptive: ['true or false', false],
    },
  },
  fallback: 'fallback',
} as const;

/** The keys of a policy that stand beside those of a target. */
export const POLICY_SHAPE = {
  $schema: ['a text'],
  classify: {
    list: {
      keys: {
        when: {
          needs: ['status', 'code', 'type', 'message', 'header'],
          keys: {
            status: ['an integer of 100 or more, up to 599'],
            code: ['a text'],
            type: ['a text'],
            message: ['a text'],
            header: ['a text'],
          },
        },
        then: {
          needs: ['code'],
          keys: {
            code: ['400, 401, 403, 429, 500, 502, 503 or 504'],
            reason: 'reason',
            retryable: ['true or false'],
            retryAfter: ['a duration of 0 or more'],
          },
        },
      },
    },
  },
  alerts: {
    list: {
      variants: {
        'error-rate': {
          above: ['a number of 0 or more, up to 1', 0.5],
          window: ['a duration above 0', '60s'],
          minimumCalls: ['an integer of 1 or more', 20],
        },
        spike: {
          factor: ['a number above 1', 3],
          minimumCalls: ['an integer of 1 or more', 20],
        },
        'new-error': {},
        credential: {},
        'breaker-open': { for: ['a duration of 0 or more', 0] },
      },
    },
  },
  targets: 'targets',
} as const;

/** Keys and what may stand under them. */
export type Shape = Readonly<Record<string, Field>>;

/** A name stands for what has a reader of its own in the parser. */
export type Field = ValueField | SectionField | ListField | 'reason' | 'fallback' | 'targets';

export type ValueField = readonly [allowed: string, byDefault?: unknown, atMost?: string];

export interface SectionField {
  readonly keys: Shape;
  /** `false` switches the section off. */
  readonly orFalse?: boolean;
  /** At least one of these must be there. */
  readonly needs?: readonly string[];
}

/** A list of sections; with `variants`, each one's `type` says which. */
export interface ListField {
  readonly list: SectionField | { readonly variants: Readonly<Record<string, Shape>> };
}

export function isValue(field: Field): field is ValueField {
  return Array.isArray(field);
}

export function isSection(field: Field): field is SectionField {
  return !isValue(field) && typeof field !== 'string' && 'keys' in field;
}
