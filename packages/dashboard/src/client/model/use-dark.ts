import { useEffect, useState } from 'preact/hooks';

/** Whether the reader wants a dark page: what is drawn on a canvas does not follow the style sheet by itself. */
export function useDark(): boolean {
  const query = matchMedia('(prefers-color-scheme: dark)');
  const [dark, setDark] = useState(query.matches);
  useEffect(() => {
    const change = (): void => setDark(query.matches);
    query.addEventListener('change', change);
    return () => query.removeEventListener('change', change);
  }, []);
  return dark;
}
