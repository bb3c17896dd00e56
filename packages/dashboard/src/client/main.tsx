// First of all, before what cannot be loaded without a sound language.
import { isLanguageSound } from './model/language.ts';
import { render } from 'preact';
import { warnOnConsole } from '../warn.ts';
import { App } from './app.tsx';

if (!isLanguageSound) warnOnConsole('the browser names a language that is none; it is taken for English');
const root = document.querySelector('#root');
if (root !== null) render(<App />, root);
