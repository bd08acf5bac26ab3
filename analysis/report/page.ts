import { group, sum } from "d3-array";
import { html } from "hono/html";
import { counted } from "../../schema/counted.ts";
import { overall } from "../collect/verdicts.ts";
import { headlines, metricNames, metrics } from "../digest/metrics.ts";
import { hasStandInStore, markedMode, storeMark, storeMarkMeans } from "../standInStore.ts";
import type { PromiseCount, PromiseName } from "../statistics/promises.ts";
import { quantileMethod } from "../statistics/quantiles.ts";
import { generalCaveats } from "../study/claims.ts";
import { study } from "../study/statements.ts";
import { type Answers, answersOf, type Finding, markedLabel, type Sureness } from "./answers.ts";
import { shown } from "./estimateText.ts";
import { type Cell, figure, folded, htmlDocument, list, type Markup, number, table } from "./markup.ts";
import { metricTable } from "./metricTable.ts";
import type { Report, ReportedGroup, ReportedRun } from "./report.ts";
import { runAnchor, runDetails } from "./runDetails.ts";
import { styles } from "./style.ts";
import { nothing, verdictLabels, verdictText } from "./values.ts";

/** Runs told in full; of the others the table and their files. */
const mostDetails = 12;

/**
 * The report as one HTML document that needs nothing else: styles and figures are inside, links to
 * files are relative, and without scripts. What the runs answer comes first, then one picture, then
 * details, folded.
 */
export function page(report: Report): string {
	const { groups, runs, failed, problems, madeAt } = report;
	return htmlDocument(
		"Holdfast: results",
		styles,
		html`<a class="skip" href="#results">Skip to the results</a>
<header><h1>Which method keeps the state alive?</h1></header>
<main id="results" tabindex="-1">
${problems.length > 0 && html`<div class="warning" role="note">${folded(`${counted(problems.length, "thing")} could not be read, or not whole`, list(problems))}</div>`}
${groups.length === 0 && html`<p class="safety unknown">There is no run to tell of.</p>`}
${groups.map((each, i) => groupSection(each, groups.length > 1, i === 0))}
${
	failed.length > 0 &&
	folded(
		`${counted(failed.length, "run")} of sweeps left no results`,
		list(
			failed.map(
				({ sweep, run, attempt, cause, why }) =>
					`${run}, attempt ${attempt} (sweep ${sweep})${cause === "method" ? ", by the method's doing perhaps" : ""}: ${why}`,
			),
		),
	)
}
${runs.length > 0 && runsSection(runs)}
${folded("How to read the numbers", howToRead())}
<p class="muted small">Made ${madeAt.slice(0, 10)} ${madeAt.slice(11, 19)} UTC.</p>
</main>`,
	);
}

/** Those in which something was done to the system before those in which nothing was. */
export function mostRunsFirst(groups: readonly ReportedGroup[]): ReportedGroup[] {
	const runs = ({ safety }: ReportedGroup) => sum(safety, (cell) => cell.runs);
	return groups.toSorted((a, b) => Number(b.withFaults) - Number(a.withFaults) || runs(b) - runs(a));
}

function groupSection(group: ReportedGroup, oneOfMany: boolean, isFirst: boolean): Markup {
	const answers = answersOf(group);
	const { id, pictures, name, notes, standIns, standInStores } = group;
	const { safety, limits } = answers;
	const [first, second, ...others] = pictures;
	const rest = html`${worst(answers, group)}
${first && figure(first, name)}
${second && figure(second, name)}
${
	others.length > 0 &&
	folded(
		`${counted(others.length, "more figure")} of ${name}`,
		others.map((each) => figure(each, name)),
	)
}
${folded(`Every metric by mode and size, ${name}`, numbers(group))}
${folded(`Verdicts by mode and size, ${name}`, verdicts(group))}
${claims(group)}
${standInStores.length > 0 && html`<p class="small muted">${storeMarkMeans}</p>`}
${list([...notes, ...(standIns.length > 0 ? [`Stand-ins: ${standIns.join("; ")}.`] : [])])}`;
	return html`<section aria-labelledby="${id}"><h2 id="${id}">${name}</h2>
<p class="safety"><strong class="${safety.verdict}">${safetyWord(answers)}</strong> ${safety.sentences.map((sentence) => html`${sentence} `)}</p>
${limits.length > 0 && html`<p>${limits.map((sentence) => html`${sentence} `)}</p>`}
${findings(answers, group)}
${needs(answers, group)}
${surer(answers)}
${oneOfMany && !isFirst ? folded(`Pictures and details of ${name}`, rest) : rest}
</section>
`;
}

function safetyWord({ safety }: Answers): string {
	return {
		holds: "✓ Safe in these runs.",
		violated: "✗ Not safe.",
		unknown: "? Not all is known.",
	}[safety.verdict];
}

const signs: Readonly<Record<Sureness, string>> = {
	shown: "✓",
	partly: "◐",
	same: "=",
	open: "?",
	single: "·",
	alone: "",
	none: "",
};

function sign(sureness: Sureness): Markup {
	return html`<span class="${sureness}">${signs[sureness]}</span>`;
}

function findings({ findings }: Answers, { name, standInStores }: ReportedGroup): Markup {
	const [any] = findings;
	if (any === undefined) return "";
	const sameModes = findings.every(({ modes }) => modes.join() === any.modes.join());
	const headOf = (i: 0 | 1) => (sameModes ? markedLabel(any.modes[i], standInStores) : ["one", "the other"][i]);
	const cell = ({ modes, numbers }: Finding, i: 0 | 1): Cell => ({
		content: html`<span class="who">${markedLabel(modes[i], standInStores)} </span>${numbers[i]}`,
		style: "wide",
	});
	return html`<div class="findings${sameModes ? " same-modes" : ""}">${table(
		`What differs, ${name}`,
		[
			"In these runs",
			"times",
			"How sure",
			html`${headOf(0)}: medians (worst run)`,
			html`${headOf(1)}: medians (worst run)`,
		],
		findings.map((each): Cell[] => [
			each.text,
			number(each.interval),
			html`${sign(each.sureness)} ${each.sure}`,
			cell(each, 0),
			cell(each, 1),
		]),
	)}</div>`;
}

function needs({ needs: { sizes, rows, leftOut } }: Answers, { name }: ReportedGroup): Markup {
	if (rows.length === 0) return "";
	return html`${table(
		`Which method for which need, ${name}`,
		["If nothing may be lost, and you want", ...sizes.map((size) => counted(size, "replica"))],
		rows.map(({ need, choices }): Cell[] => [
			need,
			...choices.map(({ text, sureness }) => html`${text} ${sign(sureness)}`),
		]),
	)}<p class="small muted">Lowest medians. ✓ shown against every other, ◐ against some, ? not shown, · one run each, = alike. ${leftOut.map((each) => html`${each} `)}</p>`;
}

function surer({ surer }: Answers): Markup {
	return surer === null
		? html`<p><strong>Surer:</strong> no open question would be decided by a few runs; more of them narrow the intervals.</p>`
		: html`<p><strong>Surer:</strong> ${surer.sentence}, in about ${surer.minutes} minutes:</p>
<p><code class="command">${surer.command}</code></p>`;
}

const promiseLabels: Readonly<Record<PromiseName, string>> = {
	lost: "an acknowledged update was lost",
	gone: "a deleted Pod was never back",
	unsteady: "the system was never back",
	missed: "a survivor missed updates",
	slowStart: "a start took longer than the limit",
	slowRecovery: "a Pod was back later than the limit",
};

/** What medians hide: in how many runs the worst happened, and which runs stand out. */
function worst({ promises, outliers }: Answers, { name, standInStores }: ReportedGroup): Markup {
	const modes = [...new Set(promises.map(({ mode }) => mode))];
	const labels = [...new Set(promises.map(({ promise }) => promise))];
	return html`${
		labels.length > 0 &&
		table(
			`In how many runs, and of all such runs with 95 % confidence, ${name}`,
			["In some run", ...modes.map((mode) => markedLabel(mode, standInStores))],
			labels.map((promise): Cell[] => [
				promiseLabels[promise],
				...modes.map((mode): Cell => {
					const found = promises.find((each) => each.mode === mode && each.promise === promise);
					return number(found === undefined ? nothing : shareText(found));
				}),
			]),
		)
	}${
		outliers.length > 0 && folded(`${counted(outliers.length, "number")} that a median hides, ${name}`, list(outliers))
	}`;
}

/** `1 of 19 [0.1, 26 %]`. */
function shareText({ broken, runs, interval }: PromiseCount): string {
	const percent = (share: number) => Number((share * 100).toPrecision(2));
	return `${broken.length} of ${runs} [${percent(interval.low)}, ${percent(interval.high)} %]`;
}

function numbers({ tables, leftOut, name, standInStores }: ReportedGroup): Markup {
	const one = (rows: ReportedGroup["leftOut"], caption: string) => {
		const { sizes, rows: lines } = metricTable(rows);
		return lines.length === 0
			? ""
			: table(
					caption,
					["Metric", "Mode", ...sizes.map((size) => counted(size, "replica"))],
					lines.map(({ metric, mode, cells }): Cell[] => [
						metric,
						markedMode(mode, standInStores),
						...cells.map(number),
					]),
				);
	};
	const views = group(tables.metrics, ({ view }) => view);
	return html`<p>Median over the runs, with its interval in [ ], or from the smallest to the largest run in ( ) where there are too few.</p>
${one(views.get("settled") ?? [], `After the warm-up, ${name}`)}
${one(views.get("whole") ?? [], `The whole measured period, ${name}`)}
${one(
	leftOut.filter(({ view }) => view === "settled"),
	`Runs that the statistics leave out, ${name}`,
)}`;
}

function verdicts({ safety, name, standInStores }: ReportedGroup): Markup {
	return table(
		`Whether everything was kept, ${name}`,
		[
			"Mode",
			"Replicas",
			"Runs",
			"Broken in",
			"Not known in",
			"Most updates lost",
			"Observations",
			"Not known, because",
		],
		safety.map(
			({ mode, replicas, runs, lostIn, unknownIn, worstLoss, observations, expected, unknownBecause }): Cell[] => [
				markedMode(mode, standInStores),
				number(`${replicas}`),
				number(`${runs}`),
				{
					content: `${lostIn}${lostIn > 0 && expected ? " (expected)" : ""}`,
					style: lostIn > 0 ? "violated" : "holds",
				},
				{ content: `${unknownIn}`, style: unknownIn > 0 ? "unknown" : "holds" },
				number(worstLoss === null ? nothing : `${worstLoss}`),
				number(observations === null ? nothing : observations.toLocaleString("en")),
				unknownBecause.slice(0, 3).join(" "),
			],
		),
	);
}

function claims({ claims, protocol, name, standInStores }: ReportedGroup): Markup {
	if (claims.length === 0) return "";
	return folded(
		`The study, claim by claim, beside ${name}`,
		html`<p>${study}.</p>${protocol && list(generalCaveats(protocol))}
${table(
	`The study's claims beside the runs under ${name}`,
	["The study says", "Source", "Mode", "Replicas", "Here", "Outcome", "Why"],
	claims.map(({ claim, source, mode, replicas, here, outcome, why }): Cell[] => [
		claim,
		source,
		markedMode(mode, standInStores),
		number(`${replicas}`),
		here || nothing,
		{
			content: outcome,
			style: { holds: "holds", "does not hold": "violated" }[outcome as string] ?? "unknown",
		},
		why.join(" "),
	]),
)}`,
	);
}

function runsSection(runs: readonly ReportedRun[]): Markup {
	const detailed = runs.slice(0, mostDetails);
	return folded(
		`All ${counted(runs.length, "run")}, with verdicts, numbers and files`,
		html`${table(
			"Every run, from newest to oldest",
			[
				"Run",
				"Protocol",
				"Record",
				"Safety",
				...headlines.map((metric) => `${metrics[metric].label} (${metrics[metric].unit})`),
			],
			runs.map((run): Cell[] => {
				const verdict = overall(run.manifest.verdicts);
				const href = detailed.includes(run) ? `#${runAnchor(run)}` : run.files[0]?.href;
				return [
					html`<a href="${href}">${run.name}</a>${hasStandInStore(run.manifest) && storeMark}${run.plot !== null && html` <a href="${run.plot}" aria-label="every operation of ${run.name}">plot</a>`}`,
					run.manifest.protocol.name,
					run.flaw === null
						? "complete"
						: {
								content: `✗ ${run.used ? "used, though" : "left out:"} ${run.flaw}`,
								style: "unknown",
							},
					{ content: verdictText(verdict), style: verdict },
					...headlines.map((metric) => number(numberOf(run, metric))),
				];
			}),
		)}
${detailed.map(runDetails)}`,
	);
}

/** A run's number of a metric, as tables show it. */
export function numberOf({ metrics: rows }: Pick<ReportedRun, "metrics">, metric: (typeof headlines)[number]): string {
	const row = rows.find((each) => each.metric === metric);
	if (row === undefined) return nothing;
	if (row.value !== null) return shown(row.value, metrics[metric]);
	return row.atLeast === undefined ? nothing : `≥ ${shown(row.atLeast, metrics[metric])}`;
}

function howToRead(): Markup {
	return html`${list([
		"A safety property holds if something was observed of every identity that could have refuted it, and nothing did. It is unknown where nobody looked.",
		"One run is one sample: its operations share a machine and a moment. So only more runs make a number surer.",
		"[a, b] is a confidence interval. ≥ stands before what is only known to be at least so much: a Pod was not back when the run ended.",
		"Modes are compared by an exact rank test over the runs of all sizes, each with runs of its own size, corrected for all metrics and pairs.",
		"“Shown” means an adjusted p of 0.05 or less. “Open” isn't the same as no difference. Of all metrics less is better.",
		"A Pod is back with the first acknowledged update of its identity. A system is back when every replica goes on and every Raft member has its seat.",
		`Quantiles are by ${quantileMethod}. ${nothing} means that nothing was measured. 1 MB is 10⁶ bytes.`,
	])}
${table(
	"What each metric is",
	["Metric", "Unit", "What is measured", "Over what"],
	metricNames.map((name) => {
		const { label, unit, definition, population } = metrics[name];
		return [label, unit, definition, population];
	}),
)}
${list(Object.entries(verdictLabels).map(([name, text]) => `${name}: ${text}.`))}`;
}
