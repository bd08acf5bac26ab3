import { darkFigures } from "../figures/colours.ts";
import { dark, light, variables } from "./colours.ts";

/** Style sheet of the report: readable on a screen, on a phone, in the dark, and on paper. */
export const styles = `
:root { color-scheme: light dark; ${variables(light)} }
@media (prefers-color-scheme: dark) { :root { ${variables(dark)} } }
${darkFigures.replace("@media (", "@media screen and (")}
body { margin: 0 auto; padding: .5rem 1rem 1rem; max-width: 72rem; font: 1rem/1.45 system-ui, "Helvetica Neue", Arial, sans-serif; color: var(--ink); background: var(--ground); }
h1 { font-size: 1.35rem; margin: 0; }
h2 { font-size: 1.2rem; margin: 1.2rem 0 .4rem; border-bottom: 2px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1rem 0 .3rem; }
p { margin: .35rem 0; max-width: 52rem; } ul { margin: .35rem 0; padding-left: 1.25rem; max-width: 52rem; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; padding: .5rem 1rem; background: var(--ground); }
.skip:focus { left: 1rem; top: 1rem; }
.muted, caption, figcaption { color: var(--muted); } .small, figcaption { font-size: .85rem; }
.safety { max-width: none; border-left: .4rem solid var(--line); padding: .1rem .8rem; }
.same-modes .who { display: none; }
summary { cursor: pointer; margin: .4rem 0; color: var(--link); font-weight: 600; }
details details summary { font-weight: 400; }
table { border-collapse: collapse; font-size: .86rem; line-height: 1.35; }
caption { text-align: left; }
th, td { padding: .12rem .6rem .12rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { vertical-align: bottom; font-weight: 600; } tbody th { font-weight: 500; }
.number { font-variant-numeric: tabular-nums; text-align: right; white-space: nowrap; }
.shown, .same, .holds { color: var(--good); } .violated { color: var(--bad); font-weight: 700; } .open, .single, .partly, .unknown { color: var(--open); } .alone, .none { color: var(--muted); }
.scroll { overflow-x: auto; margin: .3rem 0; }
code { font-size: .88em; overflow-wrap: anywhere; }
.command { background: var(--warning); padding: .15rem .4rem; }
.warning { border-left: .35rem solid var(--open); background: var(--warning); padding: .1rem 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .3rem 0; font-size: .88rem; }
dt { color: var(--muted); } dd { margin: 0; overflow-wrap: anywhere; }
figure { margin: 1rem 0; break-inside: avoid; }
.title { font-weight: 600; margin: 0; }
.legend { display: flex; flex-wrap: wrap; gap: .1rem 1rem; font-size: .85rem; margin: .2rem 0; padding: 0; list-style: none; max-width: none; }
.legend svg { vertical-align: -4px; margin-right: .35rem; }
.panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: .5rem 1rem; }
.panel { max-width: 30rem; } .panel p { font-size: .88rem; font-weight: 600; margin: .2rem 0 0; } .panel svg { width: 100%; height: auto; display: block; }
@media (max-width: 36rem) {
.findings thead { display: none; } .findings tr { display: block; border-bottom: 1px solid var(--line); padding: .25rem 0; }
.findings th, .findings td { display: inline-block; border: 0; padding: 0 .6rem 0 0; text-align: left; } .findings th, .findings td.wide { display: block; }
.findings .who { display: inline; color: var(--muted); }
dl { grid-template-columns: 1fr; } td.wide { min-width: 12rem; } }
@media print {
:root { ${variables(light)} }
body { max-width: none; padding: 0; font-size: 9.5pt; }
a { color: inherit; text-decoration: none; }
.skip, details:not([open]), nav { display: none; }
figure, tr { break-inside: avoid; } h2, h3 { break-after: avoid; } thead { display: table-header-group; }
.scroll { overflow: visible; } table { font-size: 8pt; } .panels { grid-template-columns: 1fr 1fr; }
}
@page { margin: 1.3cm; }
`;
