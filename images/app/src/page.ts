import type { Status } from "./status.ts";

/** The replica's page, which reloads itself every 2 s. */
export function page(status: Status): string {
	const rows: [string, string][] = [
		["Identity", status.pod],
		["Mode", status.mode],
		["Index", status.index === null ? "none yet" : String(status.index)],
		["State", status.state ?? "none yet"],
		["Running since", new Date(status.process * 1000).toISOString()],
		["Intervals missed", String(status.missedIntervals)],
	];
	const name = escapeHtml(status.pod);
	return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="2">
<title>${name}</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 42rem; padding: 0 1rem; color-scheme: light dark; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1.5rem; }
dt { opacity: 0.7; }
dd { margin: 0; overflow-wrap: anywhere; font-family: ui-monospace, monospace; }
</style>
<h1>${name}</h1>
<dl>
${rows.map(([term, text]) => `<dt>${term}</dt><dd>${escapeHtml(text)}</dd>`).join("\n")}
</dl>
</html>
`;
}

function escapeHtml(text: string): string {
	return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
