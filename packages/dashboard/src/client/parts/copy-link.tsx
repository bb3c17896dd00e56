import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** How long the button says that it worked, milliseconds. */
const SAID_FOR_MS = 2_000;

/** Copies the address of what is shown. Where the clipboard is closed to us, it is shown to be copied by hand. */
export function CopyLink(): JSX.Element {
  const [state, setState] = useState<'ready' | 'copied' | 'by-hand'>('ready');
  useEffect(() => {
    if (state !== 'copied') return undefined;
    const timer = setTimeout(() => setState('ready'), SAID_FOR_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(location.href);
      setState('copied');
    } catch {
      setState('by-hand');
    }
  };
  if (state === 'by-hand') {
    return (
      <input
        class="link"
        aria-label="Link to what is shown"
        readOnly
        value={location.href}
        ref={(input) => input?.select()}
        onBlur={() => setState('ready')}
      />
    );
  }
  return (
    <>
      <button type="button" onClick={() => void copy()}>
        {state === 'copied' ? 'Copied' : 'Copy link'}
      </button>
      <span role="status" class="unseen">
        {state === 'copied' ? 'The link is copied' : ''}
      </span>
    </>
  );
}
