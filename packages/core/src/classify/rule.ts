import type { Reason } from './reference.ts';

/**
 * A reason and the codes, types or class names that mean it, parted by spaces. Case, punctuation, a path in front
 * (`litellm.`, `com.amazonaws#`) and a final `Error` or `Exception` make no difference: `rate_limit_error` stands for
 * `RateLimitError` too. The row's name is the rule file's and the code's: `openai/insufficient_quota`.
 */
export type CodeRow = readonly [reason: Reason, codes: string];

/**
 * A reason and what its messages look like, matched against lower-case text of bounded length. Only linear patterns:
 * no nested or adjacent open-ended repeats. The row's name is the rule file's and the reason's: `wording/overloaded`.
 */
export type TextRow = readonly [reason: Reason, pattern: RegExp];

/**
 * What one provider or layer says, as data. Where each row is known from stands beside it as a comment: as a field it
 * would travel to every browser that loads this.
 */
export interface RuleFile {
  readonly name: string;
  /** Codes that decide at once, whatever the text and the status say. */
  readonly codes?: readonly CodeRow[];
  /** Messages, in order; the first that matches decides. */
  readonly texts?: readonly TextRow[];
  /** Codes that decide where no message did, against the status: `rate_limit_error` under a 400. */
  readonly general?: readonly CodeRow[];
  /** Codes that decide only where there is no status: `server_error`, `BadRequestError`. */
  readonly vague?: readonly CodeRow[];
  /** Messages that decide only where there is no status and no code: `Not Found`. */
  readonly lastTexts?: readonly TextRow[];
}
