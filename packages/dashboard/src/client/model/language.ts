/**
 * Whether the browser's language is one that can be used; made one where it is not.
 *
 * Browsers that were started with an odd locale say `en-US@posix`. The charts' library hands that to `Intl` as it is
 * loaded, which throws, and would leave the page blank. So this is imported before it.
 */
export const isLanguageSound: boolean = makeSound(navigator);

function makeSound(browser: Navigator): boolean {
  try {
    Intl.getCanonicalLocales(browser.language);
    return true;
  } catch {
    Object.defineProperty(browser, 'language', { value: 'en', configurable: true });
    return false;
  }
}
