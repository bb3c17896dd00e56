import type { Assets } from './asset.ts';
import { bundle } from './bundle.ts';

/**
 * The files of the page.
 *
 * In the workspace they are made from `src/client` when they are first asked for, so that no build has to come before a
 * test or a program. `pnpm build` writes this module anew, with the files in it: what is published needs no bundler.
 */
export function loadAssets(): Promise<Assets> {
  return bundle();
}
