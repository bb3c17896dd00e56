import { DEFAULT_RANGE, isRangeName, type RangeName } from '../../view/query.ts';

/** What the address of the page says is to be shown. */
export interface PageQuery {
  readonly target: string | undefined;
  readonly range: RangeName;
  /** A moment of the past, milliseconds since the epoch; undefined for now, live. */
  readonly until: number | undefined;
}

/** Reads what stands behind the `?` of the address. What makes no sense counts as not said. */
export function readPageQuery(search: string): PageQuery {
  const parameters = new URLSearchParams(search);
  const range = parameters.get('range');
  const until = Number(parameters.get('until') ?? Number.NaN);
  return {
    target: parameters.get('target') ?? undefined,
    range: isRangeName(range) ? range : DEFAULT_RANGE,
    until: Number.isSafeInteger(until) && until > 0 ? until : undefined,
  };
}

/** The other way round: begins with `?`, or is empty where all is as usual. */
export function writePageQuery({ target, range, until }: PageQuery): string {
  const parameters = new URLSearchParams();
  if (target !== undefined) parameters.set('target', target);
  if (range !== DEFAULT_RANGE) parameters.set('range', range);
  if (until !== undefined) parameters.set('until', String(until));
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
