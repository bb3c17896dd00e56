import type { Breakwater, TokenUsage } from '@breakwater/core';
import { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import type { Serialized } from '@langchain/core/load/serializable';
import type { LLMResult } from '@langchain/core/outputs';
import { originalError } from './original-error.ts';
import { usageOf } from './token-usage.ts';

/** Runs that are remembered until they end; those beyond it, which never ended, are forgotten. */
const MAX_RUNS = 10_000;

type Kind = 'llm' | 'chain' | 'tool' | 'retriever';

interface Run {
  readonly target: string;
  readonly kind: Kind;
  readonly startedAtMs: number;
  /** It is made under a policy, which counts it itself. */
  readonly governed: boolean;
  /** It was not started by another run. */
  readonly root: boolean;
}

/**
 * Reports what LangChain does into the figures, alerts and events of a breakwater: models, tools and retrievers, with
 * how long they took, what they failed with and the tokens they used; of chains those that were called from outside, and
 * any in which a failure began. An error counts once, where it came from, however many runs it passes through. Model
 * calls that are governed add only their tokens.
 */
export class BreakwaterCallbackHandler extends BaseCallbackHandler {
  override name = 'breakwater';
  readonly #breakwater: Breakwater;
  readonly #runs = new Map<string, Run>();
  readonly #seen = new WeakSet();

  constructor(breakwater: Breakwater) {
    super();
    this.#breakwater = breakwater;
  }

  override handleChatModelStart(
    model: Serialized,
    _messages: unknown,
    runId: string,
    parent?: string,
    _extra?: object,
    _tags?: string[],
    metadata?: Record<string, unknown>,
  ): void {
    const { ls_provider: provider, ls_model_name: named, breakwater: target } = metadata ?? {};
    const governed = typeof target === 'string';
    const name = [provider, named].filter((part) => typeof part === 'string').join('/') || nameOf(model);
    this.#start(runId, 'llm', governed ? target : name, parent, governed);
  }

  override handleLLMStart(...args: Parameters<BreakwaterCallbackHandler['handleChatModelStart']>): void {
    this.handleChatModelStart(...args);
  }

  override handleLLMEnd(output: LLMResult, runId: string): void {
    this.#end(runId, undefined, usageOf(output));
  }

  override handleLLMError(error: unknown, runId: string): void {
    this.#end(runId, error);
  }

  /** The declarations have `runType` in the place of `parent`; this is the order in which the library calls. */
  override handleChainStart(
    chain: Serialized,
    _inputs: unknown,
    runId: string,
    parent?: string,
    _tags?: string[],
    _metadata?: object,
    _type?: string,
    name?: string,
  ): void {
    this.#start(runId, 'chain', `chain/${name ?? nameOf(chain)}`, parent);
  }

  override handleChainEnd(_outputs: unknown, runId: string): void {
    this.#end(runId);
  }

  override handleChainError(error: unknown, runId: string): void {
    this.#end(runId, error);
  }

  override handleToolStart(
    tool: Serialized,
    _input: unknown,
    runId: string,
    parent?: string,
    _tags?: string[],
    _metadata?: object,
    name?: string,
  ): void {
    this.#start(runId, 'tool', `tool/${name ?? nameOf(tool)}`, parent);
  }

  override handleToolEnd(_output: unknown, runId: string): void {
    this.#end(runId);
  }

  override handleToolError(error: unknown, runId: string): void {
    this.#end(runId, error);
  }

  override handleRetrieverStart(
    retriever: Serialized,
    _query: unknown,
    runId: string,
    parent?: string,
    _tags?: string[],
    _metadata?: object,
    name?: string,
  ): void {
    this.#start(runId, 'retriever', `retriever/${name ?? nameOf(retriever)}`, parent);
  }

  override handleRetrieverEnd(_documents: unknown, runId: string): void {
    this.#end(runId);
  }

  override handleRetrieverError(error: unknown, runId: string): void {
    this.#end(runId, error);
  }

  #start(runId: string, kind: Kind, target: string, parent: string | undefined, governed = false): void {
    const [oldest] = this.#runs.keys();
    if (this.#runs.size >= MAX_RUNS && oldest !== undefined) this.#runs.delete(oldest);
    const root = parent === undefined;
    this.#runs.set(runId, { target, kind, startedAtMs: performance.now(), governed, root });
  }

  #end(runId: string, thrown?: unknown, usage?: TokenUsage): void {
    const run = this.#runs.get(runId);
    this.#runs.delete(runId);
    if (run === undefined) return;
    const { target, kind, startedAtMs, governed, root } = run;
    const error = originalError(thrown);
    const passing = error !== undefined && this.#hasSeen(error);
    // Chains inside of chains are plumbing, and a failure that passes through has been reported.
    const counted = !governed && !passing && (error !== undefined || kind !== 'chain' || root);
    const durationMs = counted ? performance.now() - startedAtMs : undefined;
    if (counted || usage !== undefined) this.#breakwater.observe(target, { kind, durationMs, error, usage });
  }

  #hasSeen(error: unknown): boolean {
    if (typeof error !== 'object' || error === null) return false;
    const seen = this.#seen.has(error);
    this.#seen.add(error);
    return seen;
  }
}

/** The class of a runnable. */
function nameOf({ id, name }: Serialized): string {
  return name ?? id.at(-1) ?? 'unnamed';
}
