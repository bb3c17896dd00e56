import type { TargetSnapshot } from '@breakwater/core';
import type { ContenderName } from '../contenders/contender.ts';
import { endOf, type Incident } from '../incident/incident.ts';
import type { CallRecord, Ledger } from '../measure/ledger.ts';
import type { Steps } from '../run/steps.ts';
import { EMPTY, justify, type Line, type Span, span } from './line.ts';
import { stepLines } from './step-lines.ts';
import { countPerColumn, fateStrip, phaseStrip, phaseStyle, pointer, requestStrip, type Scale } from './strips.ts';
import { duration, inTwo } from '../words.ts';

/** Everything a frame shows. */
export interface Moment {
  readonly incident: Incident;
  readonly nowMs: number;
  /** Milliseconds since the epoch, for the instants of the snapshot. */
  readonly wallNowMs: number;
  readonly entries: readonly { readonly name: ContenderName; readonly ledger: Ledger }[];
  readonly steps: Steps;
  readonly target: TargetSnapshot | undefined;
}

/** Where the strips begin. */
const INDENT = 13;
/** What stands to the right of the strips. */
const FIGURES = 24;
const NARROW = 40;
const WIDE = 80;
/** Rows of the whole frame, with the cursor's own below it. */
const ALL_ROWS = 24;

/** One picture of the run: 23 lines, or 18 where the terminal has fewer rows. */
export function frame(moment: Moment, width: number, rows: number): Line[] {
  const { incident, nowMs, entries, steps, target, wallNowMs } = moment;
  const endMs = endOf(incident);
  const wide = width >= INDENT + WIDE + FIGURES;
  const scale: Scale = { endMs, columns: wide ? WIDE : NARROW };
  const shownWidth = INDENT + scale.columns + FIGURES;
  const lines = [
    justify(
      [span(' Breakwater', 'bold', 'cyan'), span('  one incident, three axios clients, real requests', 'dim')],
      [span(`${(Math.max(0, nowMs) / 1_000).toFixed(1)} s of ${Math.round(endMs / 1_000)} s`, 'dim')],
      shownWidth,
    ),
    EMPTY,
    [span(' upstream'.padEnd(INDENT), 'bold'), ...phaseStrip(incident.phases, scale)],
    [span(' '.repeat(INDENT)), ...pointer(nowMs, scale, phaseNow(moment))],
    EMPTY,
    ...stepLines(steps, target, wallNowMs, width),
    EMPTY,
    header('calls by arrival', '▇ served  ░ waiting  × lost', ['served', 'waiting', 'lost'], scale),
    ...entries.map(({ name, ledger }) => fates(name, ledger.calls, nowMs, scale)),
    EMPTY,
  ];
  if (rows >= ALL_ROWS) {
    lines.push(
      header('requests', 'sent upstream', ['', 'per call', 'total'], scale),
      ...requestLines(moment, scale),
      EMPTY,
    );
  }
  return [...lines, ...explanationLines(steps, width - INDENT)];
}

/** What the upstream is doing. */
function phaseNow({ incident, nowMs, entries }: Moment): Span {
  const phase = incident.phases.find(({ toMs }) => nowMs < toMs);
  if (phase !== undefined) return span(`${phase.name}, ${duration(phase.toMs - nowMs)} to go`, phaseStyle(phase.name));
  const waiting = entries.flatMap(({ ledger }) => ledger.calls).filter(({ fate }) => fate === 'waiting').length;
  return span(waiting === 0 ? 'all calls have ended' : `no more calls, ${waiting} to go`, 'dim');
}

function header(
  title: string,
  legend: string,
  columns: readonly [string, string, string],
  { columns: width }: Scale,
): Line {
  const left = [span(` ${title}`, 'bold'), span(`  ${legend}`, 'dim')];
  return justify(left, [span(figures(columns), 'dim')], INDENT + width + FIGURES);
}

/** Three right-aligned columns. */
function figures(texts: readonly [string, string, string]): string {
  return texts.map((text) => text.padStart(FIGURES / 3)).join('');
}

function label(name: ContenderName): Span {
  return span(` ${name}`.padEnd(INDENT), ...(name === 'Breakwater' ? (['bold', 'cyan'] as const) : []));
}

function fates(name: ContenderName, calls: readonly CallRecord[], nowMs: number, scale: Scale): Line {
  const count = (fate: CallRecord['fate']): string => String(calls.filter((call) => call.fate === fate).length);
  const cell = (text: string): string => text.padStart(FIGURES / 3);
  const lost = count('lost');
  return [
    label(name),
    ...fateStrip(calls, nowMs, scale),
    span(cell(count('served'))),
    span(cell(count('waiting'))),
    span(cell(lost), ...(lost === '0' ? [] : (['red', 'bold'] as const))),
  ];
}

/** All on one scale, so that they can be compared. */
function requestLines({ entries }: Moment, scale: Scale): Line[] {
  const most = Math.max(1, ...entries.flatMap(({ ledger }) => countPerColumn(ledger.requestsMs, scale)));
  return entries.map(({ name, ledger: { calls, requestsMs } }) => {
    const perCall = calls.length === 0 ? '' : (requestsMs.length / calls.length).toFixed(2);
    return [
      label(name),
      ...requestStrip(requestsMs, scale, most),
      span(figures(['', perCall, String(requestsMs.length)])),
    ];
  });
}

/** Two lines, filled or not, so that nothing below them moves. */
function explanationLines({ explanation }: Steps, room: number): Line[] {
  const title = span(' explain'.padEnd(INDENT), 'bold');
  if (explanation === undefined) return [[title, span('no failure yet', 'dim')], EMPTY];
  const [first, second] = inTwo(`${explanation.title}. ${explanation.advice}`, room);
  return [
    [title, span(first)],
    [span(' '.repeat(INDENT)), span(second)],
  ];
}
