import type { Reason } from './reference.ts';

/** A reason and the exact codes that mean it, parted by spaces. Only for codes that do not speak for themselves. */
export type CodeRow = readonly [reason: Reason, codes: string];

/**
 * A reason and how codes, types and messages that mean it read, once `evidence.ts` has made words of them: lower case,
 * no quotes, `_`, `-`, brackets and camel case as spaces. So `rate_limit_error`, `RateLimitError` and "rate-limit
 * error" are one text. Only linear patterns: no nested and no open-ended repeats.
 */
export type TextRow = readonly [reason: Reason, pattern: RegExp];

/**
 * What one provider or layer says, as data. A row's name is the file's and the reason's: `google/quota_exhausted`.
 * Where a row is known from stands beside it as a comment: as a field it would travel to every browser that loads this.
 */
export interface RuleFile {
  readonly name: string;
  /** Codes that decide at once. */
  readonly codes?: readonly CodeRow[];
  /** Texts, in order; the first that matches decides, whatever the status. */
  readonly texts?: readonly TextRow[];
  /** Texts that decide only where there is no status. */
  readonly lastTexts?: readonly TextRow[];
}
