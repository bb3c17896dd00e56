import type {
  AlertRule,
  BreakerPolicy,
  BudgetPolicy,
  ClassifyRule,
  ConcurrencyPolicy,
  Duration,
  Policy,
  RetryPolicy,
  TargetPolicy,
  TimeoutPolicy,
} from './policy.ts';
import type {
  ResolvedAlertRule,
  ResolvedBreaker,
  ResolvedBudget,
  ResolvedPolicy,
  ResolvedRetry,
  ResolvedTimeout,
} from './resolved.ts';
import type { POLICY_SHAPE, Shape, TARGET_SHAPE, ValueField } from './shape.ts';

/** Fails to compile unless both types are the same, down to keys that may be absent. */
type Same<A, B> = [A, keyof A] extends [B, keyof B] ? ([B, keyof B] extends [A, keyof A] ? true : never) : never;
declare function same<A, B>(holds: Same<A, B>): void;

/** The type that the words of a value say. */
type Said<Words> = Words extends 'true or false'
  ? boolean
  : Words extends `${infer Value}, or false`
    ? Said<Value> | false
    : Words extends `a duration${string}`
      ? Duration
      : Words extends `an integer${string}` | `a number${string}`
        ? number
        : Words extends 'a text'
          ? string
          : Words extends `${infer First}, ${infer Rest}`
            ? Said<First> | Said<Rest>
            : Words extends `${infer First} or ${infer Last}`
              ? Said<First> | Said<Last>
              : Words extends `"${infer Choice}"`
                ? Choice
                : Words extends `${infer Choice extends number}`
                  ? Choice
                  : never;

/** What a user may write in a section. */
type Written<Keys> = {
  readonly [Key in keyof Keys]?:
    | (Keys[Key] extends readonly [infer Words, ...unknown[]] ? Said<Words> : never)
    | undefined;
};

/** What the engine reads of a section. */
type Resolved<Keys> = {
  readonly [
    Key in keyof Keys as Keys[Key] extends readonly [`a duration${string}`, ...unknown[]] ? `${Key & string}Ms` : Key
  ]: Keys[Key] extends readonly [infer Words, ...unknown[]]
    ? Words extends `a duration${string}`
      ? number
      : Words extends 'true or false'
        ? boolean
        : Exclude<Said<Words>, false>
    : never;
};

type Values<Keys> = { [Key in keyof Keys as Keys[Key] extends ValueField ? Key : never]: Keys[Key] };
type Target = typeof TARGET_SHAPE;
type Retry = Target['retry']['keys'];
type Rule = (typeof POLICY_SHAPE)['classify']['list']['keys'];
type Alerts = (typeof POLICY_SHAPE)['alerts']['list']['variants'];
type Alert<Type> = Omit<Extract<AlertRule, { type: Type }>, 'type'>;
type ResolvedAlert<Type> = Omit<Extract<ResolvedAlertRule, { type: Type }>, 'type'>;

// The table is a table.
same<Target extends Shape ? true : false, true>(true);
same<typeof POLICY_SHAPE extends Shape ? true : false, true>(true);

// The table has the keys that the user's types have, and says of each the type that they say.
same<keyof Target, keyof TargetPolicy>(true);
same<keyof Target | keyof typeof POLICY_SHAPE, keyof Policy>(true);
same<keyof Retry, keyof RetryPolicy>(true);
same<Written<Values<Retry>>, Omit<RetryPolicy, 'budget'>>(true);
same<Written<Retry['budget']['keys']>, BudgetPolicy>(true);
same<Written<Target['breaker']['keys']>, BreakerPolicy>(true);
same<Written<Target['concurrency']['keys']>, ConcurrencyPolicy>(true);
same<Written<Target['timeout']['keys']>, TimeoutPolicy>(true);
same<Written<Rule['when']['keys']>, ClassifyRule['when']>(true);
same<keyof Rule['then']['keys'], keyof ClassifyRule['then']>(true);
same<
  Written<Values<Rule['then']['keys']>>,
  Omit<ClassifyRule['then'], 'reason' | 'code'> & { readonly code?: ClassifyRule['then']['code'] | undefined }
>(true);
same<keyof Alerts, AlertRule['type']>(true);
same<Written<Alerts['error-rate']>, Alert<'error-rate'>>(true);
same<Written<Alerts['spike']>, Alert<'spike'>>(true);
same<Written<Alerts['new-error']>, Alert<'new-error'>>(true);
same<Written<Alerts['credential']>, Alert<'credential'>>(true);
same<Written<Alerts['breaker-open']>, Alert<'breaker-open'>>(true);

// So have the types that the engine reads.
same<keyof ResolvedPolicy, keyof Target | 'classify'>(true);
same<Resolved<Values<Retry>>, Omit<ResolvedRetry, 'budget'>>(true);
same<Resolved<Retry['budget']['keys']>, ResolvedBudget>(true);
same<Resolved<Target['breaker']['keys']>, ResolvedBreaker>(true);
same<Resolved<Target['concurrency']['keys']>, ResolvedPolicy['concurrency']>(true);
same<Resolved<Target['timeout']['keys']>, ResolvedTimeout>(true);
same<Resolved<Alerts['error-rate']>, ResolvedAlert<'error-rate'>>(true);
same<Resolved<Alerts['spike']>, ResolvedAlert<'spike'>>(true);
same<Resolved<Alerts['breaker-open']>, ResolvedAlert<'breaker-open'>>(true);
