import { html } from "hono/html";
import type { Verdict } from "../../schema/run.ts";
import { verdictText } from "../measures.ts";

/** `2026-01-01 00:01:00 UTC`. */
export function readableTime(iso: string): string {
	return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

export function capitalized(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

export function withUnit(label: string, unit: string): string {
	return unit === "" ? label.trim() : `${label.trim()} (${unit})`;
}

/** `sha256:` and the first 12 digits, as container tools show it. */
export function shortDigest(digest: string): string {
	const [algorithm, hash = ""] = digest.split(":");
	return `${algorithm}:${hash.slice(0, 12)}`;
}

export function verdictCell(verdict: Verdict) {
	return html`<td class="${verdict}">${verdictText(verdict)}</td>`;
}
