type Colour =
  | 'background'
  | 'panel'
  | 'text'
  | 'muted'
  | 'rule'
  | 'offered'
  | 'served'
  | 'attempts'
  | 'incident'
  | 'open'
  | 'halfOpen'
  | 'good';

/**
 * The colours of charts and page, for a light and a dark background. The three of the lines are told apart by people
 * with every common kind of colour blindness, and differ in lightness too (after Okabe and Ito, "Color Universal
 * Design", 2008); breaker states differ in lightness alone.
 */
const COLOURS: Readonly<Record<Colour, readonly [string, string]>> = {
  background: ['#ffffff', '#14171c'],
  panel: ['#f6f7f9', '#1b2027'],
  text: ['#1c2127', '#e4e8ee'],
  muted: ['#5b6673', '#98a3b1'],
  rule: ['#d9dee5', '#303843'],
  /** Calls made. */
  offered: ['#6b7683', '#98a3b1'],
  /** Calls answered in time. */
  served: ['#0068a8', '#56b4e9'],
  /** Attempts that arrived upstream. */
  attempts: ['#c14a00', '#ff9d5c'],
  /** While an incident lasts. */
  incident: ['#e9ecf1', '#262d37'],
  open: ['#3b4450', '#d5dbe3'],
  halfOpen: ['#a3aebb', '#6d7987'],
  good: ['#0068a8', '#56b4e9'],
};

export type Scheme = 'light' | 'dark';

/** The colour as a custom property, which the page or the picture gives its value. */
export function colour(name: Colour): string {
  return `var(--${name})`;
}

/** The values of all colours, as declarations. */
export function declarations(scheme: Scheme): string {
  return Object.entries(COLOURS)
    .map(([name, [light, dark]]) => `--${name}: ${scheme === 'light' ? light : dark};`)
    .join(' ');
}

/** Puts the values of one scheme in place of the custom properties: for pictures that stand alone. */
export function inScheme(svg: string, scheme: Scheme): string {
  return svg.replaceAll(/var\(--(\w+)\)/g, (_whole, name: Colour) => COLOURS[name][scheme === 'light' ? 0 : 1]);
}
