import type { Breakwater, Classification } from '@breakwater/core';
import {
  type Attributes,
  type Context,
  context,
  type Span,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { failureAttributes } from './failure-attributes.ts';
import { listen } from './listen.ts';
import { ATTRIBUTE } from './names.ts';

interface End {
  readonly attributes: Attributes;
  /** Undefined where it is no error. */
  readonly failedWith: string | undefined;
}

/** A call under way. */
interface Traced {
  readonly span: Span;
  /** The one that the call was made in, with its span. */
  readonly context: Context;
  /** The attempt under way. */
  attempt: Span | undefined;
  /** How it ended, so far as is known: a fallback may follow. */
  end: End | undefined;
  /** Its caller has heard of its end; of a stream the events come later. */
  answered: boolean;
}

/**
 * A span for each call, and within it one for each attempt, which is active while the attempt is made: spans of an HTTP
 * client become its children. They begin where the call was made, and end when its verdict falls, with a stream's end.
 *
 * @param describe - the attributes that a target says by its name.
 * @returns the function that ends it, and with it the spans under way.
 */
export function traceCalls(
  breakwater: Breakwater,
  tracer: Tracer,
  describe: (target: string) => Attributes,
): () => void {
  const calls = new Map<number, Traced>();

  function endIfOver(call: number, traced: Traced): void {
    const { span, end, answered } = traced;
    if (end === undefined || !answered) return;
    span.setAttributes(end.attributes);
    if (end.failedWith !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: end.failedWith });
    span.end();
    calls.delete(call);
  }

  /** Notes how a call ended; the last note counts. */
  function note(call: number, outcome: string, attributes: Attributes, failedWith?: string): void {
    const traced = calls.get(call);
    if (traced === undefined) return; // it began before anybody traced
    traced.end = { attributes: { [ATTRIBUTE.outcome]: outcome, ...attributes }, failedWith };
    endIfOver(call, traced);
  }

  const release = breakwater.surround({
    call({ call, target }, proceed) {
      const attributes = { ...describe(target), [ATTRIBUTE.target]: target };
      const span = tracer.startSpan(`call ${target}`, { attributes });
      const traced: Traced = {
        span,
        context: trace.setSpan(context.active(), span),
        attempt: undefined,
        end: undefined,
        answered: false,
      };
      calls.set(call, traced);
      void context.with(traced.context, proceed).then(() => {
        traced.answered = true;
        endIfOver(call, traced);
      });
    },
    attempt({ call, target, number }, proceed) {
      const traced = calls.get(call);
      if (traced === undefined) {
        proceed();
        return;
      }
      const attributes: Attributes = { ...describe(target), [ATTRIBUTE.target]: target, [ATTRIBUTE.attempt]: number };
      if (number > 1) attributes['http.request.resend_count'] = number - 1;
      traced.attempt = tracer.startSpan(`attempt ${target}`, { attributes }, traced.context);
      context.with(trace.setSpan(traced.context, traced.attempt), proceed);
    },
  });

  const off = listen(breakwater, {
    attempt({ call, classification, waitedMs }) {
      const traced = calls.get(call);
      const span = traced?.attempt;
      if (traced === undefined || span === undefined) return;
      traced.attempt = undefined;
      if (waitedMs > 0) span.setAttribute(ATTRIBUTE.waited, waitedMs / 1_000);
      if (classification !== undefined) {
        span.setAttributes({ ...failureAttributes(classification), [ATTRIBUTE.rule]: classification.rule });
        // A caller who left is no error.
        if (classification.code !== null)
          span.setStatus({ code: SpanStatusCode.ERROR, message: textOf(classification) });
      }
      span.end();
    },
    retry({ call, number, delayMs, classification }) {
      const attributes = { [ATTRIBUTE.attempt]: number, 'breakwater.delay': delayMs / 1_000 };
      calls.get(call)?.span.addEvent('breakwater.retry', { ...attributes, ...failureAttributes(classification) });
    },
    fallback({ call, to, classification }) {
      const traced = calls.get(call);
      traced?.span.addEvent('breakwater.fallback', { [ATTRIBUTE.to]: to, ...failureAttributes(classification) });
      if (traced !== undefined) traced.end = undefined;
    },
    success({ call, attempts, waitedMs }) {
      note(call, 'success', { [ATTRIBUTE.attempts]: attempts, [ATTRIBUTE.waited]: waitedMs / 1_000 });
    },
    failure({ call, attempts, waitedMs, classification, stopped }) {
      const attributes = {
        ...failureAttributes(classification),
        [ATTRIBUTE.attempts]: attempts,
        [ATTRIBUTE.waited]: waitedMs / 1_000,
        [ATTRIBUTE.rule]: classification.rule,
        [ATTRIBUTE.stopped]: stopped,
      };
      note(call, 'failure', attributes, textOf(classification));
    },
    refused({ call, code, attempts, waitedMs }) {
      if (attempts > 0) {
        calls.get(call)?.span.addEvent('breakwater.refused', { 'error.type': code });
        return;
      }
      note(call, 'refused', { 'error.type': code, [ATTRIBUTE.waited]: waitedMs / 1_000 }, `refused: ${code}`);
    },
    cancelled({ call, attempts }) {
      note(call, 'cancelled', { [ATTRIBUTE.attempts]: attempts });
    },
  });

  return () => {
    release();
    off();
    for (const { span, attempt } of calls.values()) {
      attempt?.end();
      span.end();
    }
    calls.clear();
  };
}

function textOf({ code, reason }: Classification): string {
  return `${code} ${reason}`;
}
