import { html } from "hono/html";
import { modeStyle } from "../../figures/palette.ts";
import {
	standInStoreModes,
	storeMark,
	storeMarkMeans,
	studyStore,
} from "../../standInStore.ts";
import {
	type Decision,
	decisions,
	disqualified,
	sizesToChooseAt,
} from "../choice/choice.ts";
import type { Sureness } from "../choice/sentences.ts";
import type { Provenance } from "../provenance.ts";
import type { ReportedGroup, ReportedPicture } from "../report.ts";
import { listed } from "../words.ts";
import { figure } from "./figure.ts";
import { table } from "./table.ts";

/** With a sign, so that it reads without colour. */
const sureTexts: Readonly<Record<Sureness, { text: string; style: string }>> = {
	shown: { text: "✓ shown", style: "holds" },
	partly: { text: "◐ shown in part", style: "unknown" },
	alike: { text: "= alike", style: "apart" },
	undecided: { text: "? no difference shown", style: "unknown" },
	tooFew: { text: "? not enough runs to say", style: "unknown" },
	alone: { text: "– no other to compare it with", style: "apart" },
	none: { text: "– none", style: "apart" },
};

const mark = "†";

/** Where all methods lie between what a crash costs and what normal life does, and which of them to choose for what. */
export function choice(group: ReportedGroup, { standIns }: Provenance) {
	const { cells, pictures, name } = group;
	const modes = new Set(
		cells.filter(({ runs }) => runs.length > 0).map(({ mode }) => mode),
	);
	if (!hasChoice(group)) return "";
	const { several, single } = sizesToChooseAt(cells);
	// What all methods were run with tells none of them apart.
	const ofSome = standIns.filter(
		({ modes: some, standsInFor }) =>
			some.length < modes.size && standsInFor !== studyStore,
	);
	const ofAll = standIns.filter((one) => one.modes.length === modes.size);
	const marked = new Set(ofSome.flatMap((standIn) => standIn.modes));
	const withStandInStore = standInStoreModes(cells);
	const markOf = (mode: string) =>
		withStandInStore.includes(mode) ? storeMark : marked.has(mode) ? mark : "";
	const nameOf = (mode: string) => `${modeStyle(mode).label}${markOf(mode)}`;
	const out = disqualified(group, nameOf);
	return html`<h3 id="${choiceAnchor(group)}">Which method for me?</h3>
<p>All methods between what a crash costs and what normal life does, then what these runs say of each need. The sentences are made from the comparisons of this group and are no stronger than they are; they hold for these faults, this load and this machine.</p>
${pictures.filter(isPlacing).map(figure)}
${
	several.length === 0
		? html`<p>${
				modes.size === 1
					? `Only ${[...modes].map(nameOf)} was run`
					: "At no size more than one method was run"
			}, so there is nothing to choose from.</p>`
		: html`${
				out.length > 0 &&
				html`<p>Where a crash must lose nothing, not every method qualifies:</p><ul class="disqualified">${out.map((sentence) => html`<li>${sentence}</li>`)}</ul>`
			}
<div class="choice">${table(
				`Which method for what, under ${name}`,
				html`<thead><tr><th scope="col">What you need</th><th scope="col" class="number">Replicas</th><th scope="col">What these runs say</th><th scope="col">How sure</th></tr></thead>
${decisions(group, nameOf).map(decisionRows)}`,
			)}</div>
${single.length > 0 && html`<p>Left out is where only one method was run: ${listed(single.map((size) => `${size}`))} replicas.</p>`}`
}
${
	ofSome.length > 0 &&
	html`<p class="marked">${mark} With a stand-in, so the numbers are not those of the real thing: ${listed(
		ofSome.map(
			({ modes, ...standIn }) =>
				`${listed(modes.map((mode) => modeStyle(mode).label))} (${standInText(standIn)})`,
		),
		"; ",
	)}.</p>`
}
${withStandInStore.length > 0 && html`<p class="marked">${storeMarkMeans}</p>`}
${ofAll.length > 0 && html`<p class="marked">All methods were run with ${listed(ofAll.map(standInText))}.</p>`}`;
}

function standInText({
	name,
	standsInFor,
}: Pick<Provenance["standIns"][number], "name" | "standsInFor">): string {
	return `${name} in place of ${standsInFor}`;
}

/** Without a fault nothing says what a crash costs. */
export function hasChoice({
	cells,
	protocol,
}: Pick<ReportedGroup, "cells" | "protocol">): boolean {
	return (
		protocol.faults.length > 0 && cells.some(({ runs }) => runs.length > 0)
	);
}

/** Unique in the document, as the group's own anchor is. */
export function choiceAnchor({ id }: Pick<ReportedGroup, "id">): string {
	return `choice-${id}`;
}

/** Whether a picture places the methods on the two axes, and so belongs here. */
export function isPlacing({ name }: Pick<ReportedPicture, "name">): boolean {
	return name.startsWith("landscape");
}

function decisionRows({ need, choices }: Decision) {
	return html`<tbody>${choices.map(({ replicas, sentences, sureness }, i) => {
		const { text, style } = sureTexts[sureness];
		return html`<tr>${i === 0 && html`<th scope="rowgroup" rowspan="${choices.length}">${need}</th>`}<td class="number">${replicas}</td><td>${sentences.join(" ")}</td><td><span class="${style}">${text}</span></td></tr>
`;
	})}</tbody>`;
}
