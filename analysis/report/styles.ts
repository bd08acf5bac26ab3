/** Style sheet of the report: readable on a screen, in the dark, and on paper. Figures keep their white ground. */
export const styles = `
:root { color-scheme: light dark; --ink: #1a1a1a; --ground: #ffffff; --muted: #595959; --line: #c9c9c9; --link: #00568a; --good: #00664a; --bad: #a32000; --open: #6b4e00; --warning: #fff6e0; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececec; --ground: #16181a; --muted: #b0b0b0; --line: #4a4d50; --link: #7cc4f5; --good: #5fd0ad; --bad: #ff9a7a; --open: #f0c35a; --warning: #332a12; } }
body { margin: 0 auto; padding: 1.5rem; max-width: 62rem; font: 1rem/1.5 system-ui, "Helvetica Neue", Arial, sans-serif; color: var(--ink); background: var(--ground); }
h1 { font-size: 1.8rem; margin: 0 0 .25rem; }
h2 { font-size: 1.4rem; margin: 2.5rem 0 .75rem; border-bottom: 2px solid var(--line); }
h3 { font-size: 1.1rem; margin: 1.75rem 0 .5rem; }
a { color: var(--link); }
table { border-collapse: collapse; font-size: .95rem; }
caption { text-align: left; color: var(--muted); padding-bottom: .35rem; }
th, td { padding: .3rem .75rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { border-bottom-width: 2px; vertical-align: bottom; }
tbody th { font-weight: 500; }
th.name { white-space: nowrap; } th.part { padding-left: 2rem; }
.number { font-variant-numeric: tabular-nums; text-align: right; white-space: nowrap; }
.holds, .violated, .unknown { text-align: right; }
.holds { color: var(--good); white-space: nowrap; } .violated { color: var(--bad); font-weight: 700; white-space: nowrap; } .unknown { color: var(--open); white-space: nowrap; }
.warning, .violation { border-left: .35rem solid var(--open); background: var(--warning); padding: .1rem 1rem; }
.violation { border-color: var(--bad); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0; }
dt { color: var(--muted); } dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
figure { margin: 1.5rem 0; }
figure svg { max-width: 100%; height: auto; display: block; border: 1px solid var(--line); }
figcaption { font-size: .85rem; color: var(--muted); margin-top: .25rem; }
@media (max-width: 36rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .5rem; } }
@media print { body { max-width: none; padding: 0; font-size: 10pt; } a { color: inherit; text-decoration: none; } figure, table, .warning { break-inside: avoid; } h2, h3 { break-after: avoid; } .scroll { overflow: visible; } }
@page { margin: 1.5cm; }
`;
