/** Characters that go, and characters that part words. */
const DROPPED = '"\'`’\\*';
const PARTING = ' \t\r\n_-/()[]{}~\u00a0';

/** What parts two texts: it becomes a line break, which no pattern reads across. White space: addresses end at it. */
export const LINE_MARK = '\v';

let kinds: Uint8Array | undefined;

/**
 * Makes words of prose and code alike: lower case, no quotes, one space for any run of spaces, `_`, `-`, `/` and
 * brackets, and one before a capital that follows a small letter. One pass, because this is most of what classifying costs.
 */
export function words(text: string): string {
  const kindOf = (kinds ??= makeKinds());
  // Addresses go: a path such as `/settings/billing` says nothing.
  const raw = text.includes('://') ? text.replace(/https?:\/\/[^\s"')]+/g, '') : text;
  let made = '';
  let start = 0;
  let previous = 0;
  for (let index = 0; index < raw.length; index++) {
    const code = raw.charCodeAt(index);
    const kind = code < 256 ? (kindOf[code] as number) : code === 0x2019 ? DROP : 0;
    if (kind === UPPER && previous === LOWER) {
      made += `${raw.slice(start, index)} `;
      start = index;
    } else if (kind === PART && code === SPACE && previous !== PART) {
      // Most of prose: a single space stays where it is.
    } else if (kind === LINE) {
      made += `${raw.slice(start, index)}\n`;
      start = index + 1;
    } else if (kind === DROP || kind === PART) {
      if (index > start) made += raw.slice(start, index);
      if (kind === PART && previous !== PART) made += ' ';
      start = index + 1;
      // A dropped quote parts nothing: `"code": 429` is "code: 429".
      if (kind === DROP) continue;
    }
    previous = kind;
  }
  return (made + raw.slice(start)).toLowerCase();
}

const SPACE = 32;

const DROP = 1;
const PART = 2;
const UPPER = 3;
const LOWER = 4;
const LINE = 5;

function makeKinds(): Uint8Array {
  const made = new Uint8Array(256);
  made.fill(UPPER, 65, 91).fill(LOWER, 97, 123);
  for (const character of DROPPED) if (character.charCodeAt(0) < 256) made[character.charCodeAt(0)] = DROP;
  made[LINE_MARK.charCodeAt(0)] = LINE;
  for (const character of PARTING) made[character.charCodeAt(0)] = PART;
  return made;
}
