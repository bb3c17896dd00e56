/**
 * What an attempt failed with, handed on as a value. To await a promise that is rejected takes twice as long, and so does
 * to throw it on: of a call that fails that was a tenth, and failures come in storms.
 */
export class Thrown {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}
