import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** A state must have lasted this long before it is read out: what flaps is not news every second. Milliseconds. */
const SETTLED_MS = 3_000;

/** Tells those who listen to the page when the state of all has changed, and nothing else. */
export function Announcer({ sentence }: { readonly sentence: string }): JSX.Element {
  const [said, setSaid] = useState('');
  const first = useRef(sentence);
  useEffect(() => {
    if (sentence === first.current && said === '') return undefined; // the page says it itself when it is read
    const timer = setTimeout(() => setSaid(sentence), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [sentence]);
  return (
    <p role="status" class="unseen">
      {said}
    </p>
  );
}
