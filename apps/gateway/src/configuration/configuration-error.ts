/** The gateway cannot start as it is told to. The message lists every problem, with its place and what to do. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  /** @param where - the file, or what stands for one. */
  constructor(where: string, problems: readonly string[]) {
    super([`${where} cannot be used:`, ...problems.map((problem) => `  - ${problem}`)].join('\n'));
  }
}
