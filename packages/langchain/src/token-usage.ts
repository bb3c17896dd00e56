import type { TokenUsage } from '@breakwater/core';
import type { LLMResult } from '@langchain/core/outputs';

/** What a model says it used, in any of the places where LangChain has it; undefined where it says nothing. */
export function usageOf({ llmOutput, generations }: LLMResult): TokenUsage | undefined {
  type Told = Record<string, unknown> | undefined;
  const told = (llmOutput?.['tokenUsage'] ?? llmOutput?.['usage']) as Told;
  const [first] = generations.flat() as { message?: { usage_metadata?: Told } }[];
  const input = firstNumber(
    first?.message?.usage_metadata?.['input_tokens'],
    told?.['promptTokens'],
    told?.['input_tokens'],
  );
  const output = firstNumber(
    first?.message?.usage_metadata?.['output_tokens'],
    told?.['completionTokens'],
    told?.['output_tokens'],
  );
  return input === undefined && output === undefined ? undefined : { input: input ?? 0, output: output ?? 0 };
}

function firstNumber(...values: readonly unknown[]): number | undefined {
  return values.find((value) => typeof value === 'number' && value >= 0) as number | undefined;
}
