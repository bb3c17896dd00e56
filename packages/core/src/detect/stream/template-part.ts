/** What may differ: the text of the answer, what pads or dates an event, and a number; or nothing more, at its end. */
export type Hole = 'answer' | 'padding' | 'number' | 'end';

/** What is the same in all events of a template, and what follows it. */
export interface Part {
  readonly fixed: Uint8Array;
  /** The same, eight by eight, as numbers; the last eight overlap those before. Empty where there are fewer. */
  readonly words: Float64Array;
  readonly hole: Hole;
}
