import type picocolors from 'picocolors';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';
export type Colors = ReturnType<typeof picocolors.createColors>;

/** A piece of a line, plain text with its looks beside it, so that widths can be counted. */
export interface Span {
  readonly text: string;
  readonly styles: readonly Style[];
}

/** Every character is one column wide. */
export type Line = readonly Span[];

export function span(text: string, ...styles: Style[]): Span {
  return { text, styles };
}

export const EMPTY: Line = [];

/** How many columns a line takes. */
export function widthOf(line: Line): number {
  return line.reduce((width, { text }) => width + text.length, 0);
}

/** A line with spaces before what stands at its right end. */
export function justify(left: Line, right: Line, width: number): Line {
  return [...left, span(' '.repeat(Math.max(1, width - widthOf(left) - widthOf(right)))), ...right];
}

/** A line as text, cut to `width` columns. */
export function paint(line: Line, width: number, colors: Colors): string {
  let left = width;
  let painted = '';
  const tooLong = widthOf(line) > width;
  for (const { text, styles } of line) {
    const fits = text.length <= left - (tooLong ? 1 : 0);
    const shown = fits ? text : `${text.slice(0, Math.max(0, left - 1))}…`;
    painted += styles.reduce((styled, style) => colors[style](styled), shown);
    left -= shown.length;
    if (!fits) break;
  }
  return painted.trimEnd();
}
