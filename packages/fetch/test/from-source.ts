/**
 * Resolves the packages of this workspace to their source, and no others: some libraries ship a source of their own
 * under the same condition, in a language that Node does not take from there.
 */
import { registerHooks } from 'node:module';

registerHooks({
  resolve: (specifier, context, next) =>
    next(
      specifier,
      specifier.startsWith('@breakwater/') ? { ...context, conditions: [...context.conditions, 'source'] } : context,
    ),
});
