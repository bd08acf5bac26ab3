import { dark, light, type Palette } from "./colours.ts";

/** Style sheet of the report: readable on a screen, in the dark, and on paper. Figures keep their white ground. */
export const styles = `
:root { color-scheme: light dark; ${variables(light)} }
@media (prefers-color-scheme: dark) { :root { ${variables(dark)} } }
body { margin: 0 auto; padding: 1.5rem; max-width: 72rem; font: 1rem/1.5 system-ui, "Helvetica Neue", Arial, sans-serif; color: var(--ink); background: var(--ground); }
h1 { font-size: 1.8rem; margin: 0 0 .25rem; }
h2 { font-size: 1.4rem; margin: 2.5rem 0 .75rem; border-bottom: 2px solid var(--line); }
h3 { font-size: 1.15rem; margin: 1.75rem 0 .5rem; }
h4 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
main:focus { outline: none; }
.skip { position: absolute; left: -100vw; padding: .5rem 1rem; background: var(--ground); }
.skip:focus { left: 1rem; top: 1rem; }
p, ul { max-width: 50rem; }
nav ul { padding-left: 1.25rem; }
.lead { color: var(--muted); margin-top: 0; }
.findings span { display: block; margin-bottom: .5rem; }
summary { cursor: pointer; margin: .5rem 0; color: var(--link); }
table { border-collapse: collapse; font-size: .9rem; }
caption { text-align: left; color: var(--muted); padding-bottom: .35rem; }
th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { border-bottom-width: 2px; vertical-align: bottom; }
tbody th { font-weight: 500; }
th.name { white-space: nowrap; } th.part { padding-left: 2rem; }
th[scope="rowgroup"] { min-width: 13rem; } .claims th[scope="rowgroup"] { min-width: 20rem; } .choice td:nth-last-child(2) { min-width: 18rem; }
.number, th.number { font-variant-numeric: tabular-nums; text-align: right; }
td.number, .spread { white-space: nowrap; }
td.holds, td.violated, td.unknown { text-align: right; }
.holds, .violated, .unknown, .contradicted, .apart { white-space: nowrap; }
.holds { color: var(--good); } .violated { color: var(--bad); font-weight: 700; } .contradicted { color: var(--bad); } .unknown { color: var(--open); } .apart { color: var(--muted); }
.source, .why { color: var(--muted); font-weight: 400; } .why { font-size: .85rem; }
.warning, .violation { border-left: .35rem solid var(--open); background: var(--warning); padding: .1rem 1rem; }
.violation { border-color: var(--bad); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0; }
dt { color: var(--muted); } dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; margin: .5rem 0; }
figure { margin: 1.5rem 0; }
figure svg { box-sizing: border-box; max-width: 100%; height: auto; display: block; border: 1px solid var(--line); }
figcaption { font-size: .85rem; color: var(--muted); margin-top: .25rem; }
@media (max-width: 36rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .5rem; } }
@media print {
:root { ${variables(light)} }
body { max-width: none; padding: 0; font-size: 9.5pt; }
a { color: inherit; text-decoration: none; }
.skip, nav { display: none; }
figure, tr, .warning, .violation { break-inside: avoid; } h2, h3, h4, summary { break-after: avoid; } thead { display: table-header-group; }
.scroll { overflow: visible; } td.number { white-space: normal; } table { font-size: 8.5pt; } th, td { padding: .15rem .4rem; }
details.printed::details-content { content-visibility: visible; block-size: auto; }
details:not(.printed) { display: none; }
details.printed > summary { list-style: none; color: inherit; }
}
@page { margin: 1.5cm; }
`;

function variables(palette: Palette): string {
	return Object.entries(palette)
		.map(([name, color]) => `--${name}: ${color};`)
		.join(" ");
}
