import type { Breakwater, Classification } from '@breakwater/core';
import type { Attributes, Meter } from '@opentelemetry/api';
import { failureAttributes } from './failure-attributes.ts';
import { listen } from './listen.ts';
import { ATTRIBUTE, SECONDS, TOKENS } from './names.ts';
import type { TargetLabels } from './target-labels.ts';

/** The operations of the conventions, by the kinds of what is observed. */
const OPERATIONS: Readonly<Record<string, string>> = {
  llm: 'chat',
  chat: 'chat',
  embedding: 'embeddings',
  embeddings: 'embeddings',
  tool: 'execute_tool',
  retriever: 'retrieval',
  agent: 'invoke_agent',
};

/** Of what succeeded, which is nearly everything, the attributes are those that there are already. */
function withFailure(attributes: Attributes, classification: Classification | undefined): Attributes {
  return classification === undefined ? attributes : { ...attributes, ...failureAttributes(classification) };
}

/** What calls and attempts came to, recorded as they end. Returns the function that ends it. */
export function recordCalls(breakwater: Breakwater, meter: Meter, labels: TargetLabels): () => void {
  const seconds = { unit: 's', advice: { explicitBucketBoundaries: SECONDS } };
  const calls = meter.createHistogram('breakwater.call.duration', {
    description: 'Calls, with all their attempts and waits, until their caller had the whole answer',
    ...seconds,
  });
  const attempts = meter.createHistogram('breakwater.attempt.duration', {
    description: 'Attempts, from sending to their end',
    ...seconds,
  });
  const waits = meter.createHistogram('breakwater.wait.duration', {
    description: 'Time at the gate, of calls that had to wait there',
    ...seconds,
  });
  const retries = meter.createCounter('breakwater.retries', { description: 'Attempts that follow a failed one' });
  const fallbacks = meter.createCounter('breakwater.fallbacks', {
    description: 'Calls that went on to another target',
  });
  const cooldowns = meter.createCounter('breakwater.cooldowns', {
    description: 'Times a target asked for fewer requests',
  });
  const alerts = meter.createCounter('breakwater.alerts', { description: 'Alerts that were raised' });
  const operations = meter.createHistogram('gen_ai.client.operation.duration', {
    description: 'GenAI operations: attempts, and what was made without the policy and reported',
    ...seconds,
  });
  const tokens = meter.createHistogram('gen_ai.client.token.usage', {
    description: 'Tokens of GenAI operations that were reported with them',
    unit: '{token}',
    advice: { explicitBucketBoundaries: TOKENS },
  });

  function recordCall(target: string, durationMs: number, waitedMs: number, attributes: Attributes): void {
    calls.record(durationMs / 1_000, attributes);
    if (waitedMs > 0) waits.record(waitedMs / 1_000, labels.of(target));
  }

  return listen(breakwater, {
    success({ target, durationMs, waitedMs }) {
      recordCall(target, durationMs, waitedMs, labels.ofSuccess(target));
    },
    failure({ target, durationMs, waitedMs, classification }) {
      recordCall(target, durationMs, waitedMs, {
        ...labels.of(target),
        [ATTRIBUTE.outcome]: 'failure',
        ...failureAttributes(classification),
      });
    },
    refused({ target, code, attempts: made, waitedMs }) {
      // With attempts behind it, the failure that follows is the end of the call.
      if (made > 0) return;
      const attributes = { ...labels.of(target), [ATTRIBUTE.outcome]: 'refused', 'error.type': code };
      recordCall(target, waitedMs, waitedMs, attributes);
    },
    cancelled({ target, durationMs }) {
      recordCall(target, durationMs, 0, { ...labels.of(target), [ATTRIBUTE.outcome]: 'cancelled' });
    },
    attempt({ target, durationMs, classification }) {
      const took = durationMs / 1_000;
      attempts.record(took, withFailure(labels.of(target), classification));
      const operation = labels.ofOperation(target);
      if (operation !== undefined) operations.record(took, withFailure(operation, classification));
    },
    retry({ target, classification }) {
      retries.add(1, { ...labels.of(target), ...failureAttributes(classification) });
    },
    fallback({ target, to, classification }) {
      const place = labels.of(to)[ATTRIBUTE.target];
      fallbacks.add(1, { ...labels.of(target), [ATTRIBUTE.to]: place, ...failureAttributes(classification) });
    },
    cooldown({ target }) {
      cooldowns.add(1, labels.of(target));
    },
    alert({ target, alert, state }) {
      if (state === 'raised') alerts.add(1, { ...labels.of(target), [ATTRIBUTE.alert]: alert });
    },
    observed({ target, kind, durationMs, classification, usage }) {
      const operation = OPERATIONS[kind];
      if (operation === undefined) return;
      const attributes = { ...labels.of(target), 'gen_ai.operation.name': operation };
      if (durationMs !== undefined) {
        operations.record(durationMs / 1_000, { ...attributes, ...failureAttributes(classification) });
      }
      if (usage === undefined) return;
      tokens.record(usage.input, { ...attributes, 'gen_ai.token.type': 'input' });
      tokens.record(usage.output, { ...attributes, 'gen_ai.token.type': 'output' });
    },
  });
}
