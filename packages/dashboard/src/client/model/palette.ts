/** The colour of each code, for light and dark: told apart also by lightness. */
const CODES: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  400: ['#64748b', '#94a3b8'],
  401: ['#7c3aed', '#b794f6'],
  403: ['#b0358b', '#f08ac9'],
  429: ['#c98500', '#f2bd4a'],
  500: ['#b3261e', '#ff7a70'],
  502: ['#d9622b', '#ff9f6b'],
  503: ['#2563b8', '#6aa9ff'],
  504: ['#0f766e', '#4fd1c0'],
};

/** How much of the background is mixed into the colour of a code, by the place of a reason under its code. */
const TINTS = [0, 0.35, 0.58, 0.2, 0.46];

/** The colour of a kind such as `503 overloaded`. @param place - among the kinds of its code, from 0. */
export function kindColor(kind: string, place: number, dark: boolean): string {
  const [light, night] = CODES[kind.slice(0, 3)] ?? ['#64748b', '#94a3b8'];
  return mix(dark ? night : light, dark ? '#161e26' : '#ffffff', TINTS[place % TINTS.length] ?? 0);
}

function mix(color: string, into: string, share: number): string {
  const channel = (hex: string, index: number): number => Number.parseInt(hex.slice(1 + index * 2, 3 + index * 2), 16);
  const mixed = [0, 1, 2].map((index) =>
    Math.round(channel(color, index) * (1 - share) + channel(into, index) * share),
  );
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
