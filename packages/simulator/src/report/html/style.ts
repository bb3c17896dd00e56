import { declarations } from './theme.ts';

/** The style sheet of the page. */
export const STYLE: string = `
:root { ${declarations('light')} }
@media (prefers-color-scheme: dark) { :root { ${declarations('dark')} } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--background); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1240px; margin: 0 auto; padding: 32px 24px 96px; }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 12px; }
h2 { font-size: 19px; line-height: 1.3; margin: 48px 0 12px; }
h2 code { color: var(--muted); font-size: 13px; font-weight: 400; }
h3 { font-size: 15px; margin: 24px 0 8px; }
h3 small { color: var(--muted); font-weight: 400; font-size: 14px; margin-left: 8px; }
header p { max-width: 75ch; margin: 0 0 8px; }
code { font: 0.92em ui-monospace, monospace; }
a { color: inherit; text-decoration-color: var(--rule); text-underline-offset: 3px; }
a:hover { text-decoration-color: currentColor; }
.muted { color: var(--muted); }
.policies { display: grid; grid-template-columns: max-content 1fr; gap: 2px 12px; margin: 12px 0 0; }
.policies dd { margin: 0; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
th { font-weight: 400; text-align: left; }
thead th { color: var(--muted); vertical-align: bottom; text-align: right; padding: 4px 8px; }
tbody tr { border-top: 1px solid var(--rule); }
tbody th { white-space: nowrap; padding: 4px 16px 4px 0; }
td { text-align: right; white-space: nowrap; padding: 4px 8px; }
.overview tbody th { white-space: normal; min-width: 300px; }
.overview td { min-width: 84px; background: color-mix(in srgb, var(--good) var(--tint), transparent); }
.overview td.best { font-weight: 700; }
.overview td.ours { border-inline: 2px solid var(--good); }
.legend { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 48px 0 0; padding: 10px 0;
  background: var(--background); border-bottom: 1px solid var(--rule); font-size: 13px; }
.key::before { content: ''; display: inline-block; width: 18px; height: 10px; margin-right: 6px; vertical-align: -1px; }
.key.offered { color: var(--offered); }
.key.offered::before { height: 0; vertical-align: 4px; border-top: 2px dashed var(--offered); }
.key.served { color: var(--served); }
.key.served::before { border-top: 3px solid var(--served); background: color-mix(in srgb, var(--served) 16%, transparent); }
.key.attempts { color: var(--attempts); }
.key.attempts::before { height: 0; vertical-align: 4px; border-top: 2px solid var(--attempts); }
.key.open::before { background: var(--open); }
.key.half-open::before { background: var(--halfOpen); }
.key.incident::before { background: var(--incident); }
section[id] { scroll-margin-top: 44px; }
.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(340px, 100%), 1fr)); gap: 16px; }
figure { margin: 0; padding: 10px 10px 4px; background: var(--panel); border: 1px solid var(--rule); border-radius: 6px; }
figure.ours { border-color: var(--good); box-shadow: inset 0 2px var(--good); }
figcaption { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 12px; font-size: 13px; }
figcaption span { color: var(--muted); }
figcaption b { color: var(--text); }
.chart { display: block; width: 100%; height: auto; }
.chart text { font-family: system-ui, sans-serif; white-space: pre; }
details { margin: 10px 0 0; }
summary { cursor: pointer; color: var(--muted); font-size: 13px; }
@media print { .legend { position: static; } figure, section { break-inside: avoid; } }
`;
