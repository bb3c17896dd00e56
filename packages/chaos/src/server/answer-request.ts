import type { FailureOrder, Origin, Question } from '../dialects/dialect.ts';
import { openaiChat } from '../dialects/openai-chat.ts';
import { dialectFor, readQuestion, SERVED } from '../dialects/route.ts';
import { applyFault, fits, reachesTheApi } from '../faults/apply-fault.ts';
import type { Fault } from '../faults/fault.ts';
import type { Reply } from '../faults/reply.ts';
import { hexadecimal } from '../random.ts';
import { ScenarioError } from '../scenario/scenario-error.ts';
import type { Conduct, Decision } from './conduct.ts';
import type { Exchange } from './exchange.ts';
import type { OpenRecord } from './request-log.ts';
import type { Target, UrlPlans } from './url-plans.ts';

const DEFAULT_WORDS = 24;

/** What an answer is made with, besides the request. */
export interface Setting {
  readonly seed: number;
  readonly conduct: Conduct;
  readonly urlPlans: UrlPlans;
}

/** Decides what a request gets, notes it in its record, and does it. Resolves when nothing more will be sent. */
export async function answerRequest(
  exchange: Exchange,
  record: OpenRecord,
  target: Target,
  setting: Setting,
): Promise<void> {
  const { conduct, seed } = setting;
  const dialect = dialectFor(record.method, record.path) ?? openaiChat;
  const question = readQuestion(record.path, record.body);
  const streaming = question.streaming && dialect.events !== undefined;
  record.model = question.model;
  record.streaming = streaming;

  const decision = decide(record, target, setting);
  const requestId = hexadecimal(32, seed, 'request', record.number);
  const { text, words = DEFAULT_WORDS, chunkMs = 0 } = conduct.scenario.answer ?? {};
  const origin: Origin = { seed, number: record.number, text, words };
  const { vendor } = dialect;
  const limits = decision.figures ? vendor.limitHeaders(decision.figures) : {};
  const reply: Reply = {
    dialect,
    question,
    requestId,
    streaming,
    chunkMs,
    headers: { ...vendor.headers(requestId), ...limits },
    answer: () => dialect.answer(question, origin),
    events: () => dialect.events?.(question, origin) ?? [],
    order: (failure) => ({ ...failure, model: question.model }),
  };

  const complaint = reachesTheApi(decision.fault) ? complain(record, question) : undefined;
  if (complaint) return act({ fault: { kind: 'status', ...complaint }, decidedBy: 'request' });
  // A plan in the URL is exact: what the scenario says of capacity and latency is not its business.
  if (!reachesTheApi(decision.fault) || target.plan) return act(decision);

  const place = await conduct.places?.take(record.number, exchange);
  if (place === 'gone') return note(decision);
  if (place === 'full') return act({ fault: { kind: 'status', status: 503 }, decidedBy: 'capacity' });
  try {
    // Noted first: a client that gives up meanwhile leaves a record which says what it gave up on.
    note(decision);
    if (await exchange.sleep(conduct.latencyMs(record.number))) await act(decision);
  } finally {
    place?.();
  }

  function note({ fault, decidedBy }: Decision): void {
    record.fault = fault;
    record.decidedBy = decidedBy;
  }

  async function act(what: Decision): Promise<void> {
    note(what);
    const delayMs = what.fault.kind === 'refuse' ? 0 : (what.fault.delayMs ?? 0);
    if (await exchange.sleep(delayMs)) await applyFault(what.fault, exchange, reply);
  }

  function complain(of: OpenRecord, about: Question): Omit<FailureOrder, 'waitMs' | 'model'> | undefined {
    if (dialectFor(of.method, of.path)) {
      const order = dialect.complaint(about);
      return order && { status: order.status, variant: order.variant, message: order.message };
    }
    const message = `Unknown request URL: ${of.method} ${of.path}. This server has ${SERVED.join(', ')}.`;
    return { status: 404, variant: 'unknown_url', message };
  }
}

function decide(record: OpenRecord, target: Target, { conduct, urlPlans }: Setting): Decision {
  if (!target.plan) {
    const { number, method, path, headers, body, streaming } = record;
    return conduct.decide({ number, method, path, headers, body, streaming, model: record.model ?? '' });
  }
  try {
    const fault: Fault = urlPlans.next(target.plan.id, target.plan.steps);
    // A stream fault has no meaning for a JSON answer, nor the other way round: such a step is spent on a good answer.
    return { fault: fits(fault, record.streaming) ? fault : { kind: 'ok' }, decidedBy: 'plan' };
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return {
      fault: { kind: 'status', status: 400, variant: 'chaos_plan', message: error.message },
      decidedBy: 'request',
    };
  }
}
