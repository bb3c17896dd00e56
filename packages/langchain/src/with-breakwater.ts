import type { Breakwater } from '@breakwater/core';
import { warnOnce } from '@breakwater/core/adapter';
import type { EmbeddingsInterface } from '@langchain/core/embeddings';
import type { BaseLanguageModel } from '@langchain/core/language_models/base';
import type { Runnable, RunnableConfig } from '@langchain/core/runnables';
import { governModel, governorOf } from './governed-model.ts';
import { GovernedRunnable } from './governed-runnable.ts';
import { modelTarget } from './model-target.ts';
import type { GovernOptions } from './options.ts';
import { asksForRetries } from './quiet.ts';

/**
 * Puts the calls of a model, of embeddings or of another runnable under a policy. The given one stays as it was.
 *
 * A model comes back as a model of its class: `bindTools`, `withStructuredOutput` and `withConfig` keep the policy, and
 * retries of its own are off. Another runnable, such as a chain, comes back as a runnable whose calls are governed as a
 * whole.
 *
 * @throws TypeError for what is neither, for a runnable without a name to be its target, and for one that is governed by
 *   another breakwater.
 */
export function withBreakwater<Model extends BaseLanguageModel | EmbeddingsInterface>(
  breakwater: Breakwater,
  model: Model,
  options?: GovernOptions,
): Model;
export function withBreakwater<Input, Output, Options extends RunnableConfig>(
  breakwater: Breakwater,
  runnable: Runnable<Input, Output, Options>,
  options?: GovernOptions,
): Runnable<Input, Output, Options>;
export function withBreakwater(
  breakwater: Breakwater,
  given: BaseLanguageModel | EmbeddingsInterface | Runnable,
  options: GovernOptions = {},
): object {
  if (typeof given !== 'object' || given === null) throw unfit(typeof given);
  const before = governorOf(given);
  if (before === breakwater) return given;
  if (before !== undefined) {
    throw new TypeError('runnable: governed by another breakwater; their attempts would multiply: govern it once');
  }
  if ('_generate' in given || 'embedQuery' in given) {
    if (asksForRetries(given)) {
      const text = 'a model was made with maxRetries; under a policy its own retries are off: remove maxRetries';
      warnOnce('@breakwater/langchain', text, options.warn);
    }
    return governModel(given, { breakwater, target: options.target ?? modelTarget(given), options });
  }
  if (!('lc_runnable' in given)) throw unfit((given as object).constructor.name);
  const target = options.target ?? (given as Runnable).name;
  if (target === undefined || target === '') {
    throw new TypeError('target: found none; a runnable that is no model needs a name or { target }');
  }
  return new GovernedRunnable(given as Runnable, { breakwater, target, options });
}

function unfit(found: string): TypeError {
  return new TypeError(`runnable: found ${found}; allowed: a model, embeddings, or another runnable of LangChain`);
}
