import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

export type Action = 'isolate' | 'reset';

const WORDS: Readonly<Record<Action, { readonly verb: string; readonly effect: string }>> = {
  isolate: {
    verb: 'Isolate',
    effect:
      'Every call to it is refused, those that wait included, until it is reset by hand. Attempts under way may end.',
  },
  reset: {
    verb: 'Reset',
    effect:
      'It counts as healthy again: not isolated, breaker closed, no cooldown, retry budget full. If it is still down, calls will fail until the breaker opens again.',
  },
};

export interface ConfirmProps {
  readonly target: string;
  readonly action: Action;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

/** Asks before something is done to a target. The answer that changes nothing has the focus. */
export function Confirm({ target, action, onYes, onNo }: ConfirmProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const { verb, effect } = WORDS[action];
  return (
    <dialog ref={dialog} aria-labelledby="question" aria-describedby="effect" onClose={onNo}>
      <h2 id="question">
        {verb} {target}?
      </h2>
      <p id="effect">{effect}</p>
      <div class="answers">
        <button type="button" onClick={() => dialog.current?.close()}>
          Cancel
        </button>
        <button type="button" class="do" onClick={onYes}>
          {verb}
        </button>
      </div>
    </dialog>
  );
}
