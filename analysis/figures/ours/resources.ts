import { sum } from "d3-array";
import { inOrderOfContainers } from "../../containers.ts";
import { counted } from "../../counted.ts";
import type { ContainerUse } from "../../digest/rows.ts";
import { ink } from "../palette.ts";
import { type Panel, panelFigure } from "../panels.ts";
import type { Picture, PictureContext } from "../pictures.ts";
import { readable } from "../study/readable.ts";
import { type CellOf, cellsOf, medianKnown } from "./cells.ts";
import { nothingToDraw } from "./nothing.ts";
import { partStyles, storeStyles } from "./partStyles.ts";
import { captionsOf } from "./remarks.ts";
import { pointPath, type StackedBar, stackedBars } from "./stackedBars.ts";
import { tableValue } from "./tableValue.ts";

const name = "resources";
const columns = ["mode", "replicas", "run", "what", "container", "value"];

/** One of the panels: what it adds up, and of whom. */
type Quantity = {
	heading: string;
	axis: string;
	unit: string;
	/** What a kind of container adds in one run, in `unit`; null: not known. undefined: it has no place here. */
	of: (use: ContainerUse) => number | null | undefined;
};

const quantities: readonly Quantity[] = [
	{
		heading: "Memory of one Pod",
		axis: "working set of a Pod (megabytes)",
		unit: "MB",
		of: ({ where, bytes }) =>
			where === "replica" ? scaled(bytes, 1e-6) : undefined,
	},
	{
		heading: "Processors of one Pod",
		axis: "use of a Pod (thousandths of a core)",
		unit: "millicores",
		of: ({ where, cores, replicas }) =>
			where === "replica" ? scaled(cores, 1000 / replicas) : undefined,
	},
	{
		heading: "Memory of all Pods and the store",
		axis: "working set of all (megabytes)",
		unit: "MB",
		of: ({ where, bytes, pods, replicas }) =>
			scaled(bytes, 1e-6 * (where === "replica" ? replicas : pods)),
	},
	{
		heading: "Processors of all Pods and the store",
		axis: "use of all (thousandths of a core)",
		unit: "millicores",
		of: ({ cores }) => scaled(cores, 1000),
	},
];

/** What each kind of container takes in memory and processor time, of one Pod and of everything, the store's share apart. */
export function resources(
	uses: readonly ContainerUse[],
	context: PictureContext,
): Picture {
	const title = `Memory and processors: ${context.protocolName}`;
	const cells = cellsOf(uses);
	if (cells.length === 0) {
		return nothingToDraw(
			{ name, title, columns },
			"No use of memory or processors was recorded.",
			context,
		);
	}
	const ofReplicas = inOrderOfContainers(partsAt(uses, "replica"));
	const ofStore = inOrderOfContainers(partsAt(uses, "store"));
	const parts = [...ofReplicas, ...ofStore];
	const styles = new Map([...partStyles(ofReplicas), ...storeStyles(ofStore)]);
	const panels = quantities.map(
		(quantity): Panel => ({
			heading: quantity.heading,
			plot: stackedBars({
				bars: cells.map((cell) => barOf(cell, parts, quantity)),
				styles,
				axis: quantity.axis,
				widthShare: 0.5,
			}),
		}),
	);
	const alternative = cells.map((cell) => sentenceOf(cell, parts)).join(" ");
	const svg = panelFigure({
		id: `${context.idPrefix}-${name}`,
		title,
		subtitle:
			"Bars: medians over the runs, of each kind of container. Points: the whole of each run.",
		description: alternative,
		legend: [
			...parts.map((part) => ({
				label: part,
				key: {
					kind: "band" as const,
					fill: styles.get(part)?.fill ?? ink,
					opacity: 1,
				},
			})),
			{ label: "a run", key: { kind: "marker", path: pointPath, color: ink } },
		],
		captions: captionsOf(context, uses, [
			"The study leaves the database's memory out; here it is a part of what all take together.",
			"Memory: a container's working set, the median over Pods and time. Processors: the mean over the measured time.",
		]),
		panels,
	});
	return {
		name,
		title,
		svg,
		alternative,
		table: {
			columns,
			rows: cells.flatMap((cell) =>
				quantities.flatMap((quantity) =>
					cell.runs.flatMap(({ run, rows }) => [
						...parts.flatMap((part) => {
							const value = partIn(rows, part, quantity);
							return value === undefined
								? []
								: [tableRow(cell, run, quantity, part, value)];
						}),
						tableRow(cell, run, quantity, "all", wholeOf(rows, quantity)),
					]),
				),
			),
		},
	};
}

/** Containers of a store may have the names of the replicas'; the one that is called so by itself says enough. */
function partOf({
	where,
	container,
}: Pick<ContainerUse, "where" | "container">) {
	return where === "replica" || container === "store"
		? container
		: `${container} (store)`;
}

function partsAt(uses: readonly ContainerUse[], where: ContainerUse["where"]) {
	return uses.filter((use) => use.where === where).map(partOf);
}

function partIn(
	rows: readonly ContainerUse[],
	part: string,
	{ of }: Quantity,
): number | null | undefined {
	const use = rows.find((row) => partOf(row) === part);
	return use === undefined ? undefined : of(use);
}

/** Null where a part isn't known: the rest would look like the whole. */
function wholeOf(
	rows: readonly ContainerUse[],
	{ of }: Quantity,
): number | null {
	const values = rows.map(of).filter((value) => value !== undefined);
	return values.length === 0 || values.includes(null)
		? null
		: sum(values as number[]);
}

function barOf(
	{ key, label, runs }: CellOf<ContainerUse>,
	parts: readonly string[],
	quantity: Quantity,
): StackedBar {
	const { unit, heading } = quantity;
	return {
		key,
		label: `${label}\n${counted(runs.length, "run")}`,
		segments: parts.flatMap((part) => {
			const value = medianPart(runs, part, quantity);
			return value === null
				? []
				: [
						{
							part,
							value,
							title: `${label}, ${part}: ${readable(value)} ${unit} (median of ${counted(runs.length, "run")})`,
						},
					];
		}),
		points: runs.flatMap(({ run, rows }) => {
			const value = wholeOf(rows, quantity);
			return value === null
				? []
				: [
						{
							value,
							title: `${run}: ${inSentence(heading)} ${readable(value)} ${unit}`,
							partial: false,
						},
					];
		}),
	};
}

function medianPart(
	runs: CellOf<ContainerUse>["runs"],
	part: string,
	quantity: Quantity,
): number | null {
	return medianKnown(
		runs.map(({ rows }) => partIn(rows, part, quantity) ?? null),
	);
}

function sentenceOf(
	{ label, runs }: CellOf<ContainerUse>,
	parts: readonly string[],
): string {
	const said = quantities.flatMap((quantity) => {
		const whole = medianKnown(runs.map(({ rows }) => wholeOf(rows, quantity)));
		if (whole === null) return [];
		const inParts = parts.flatMap((part) => {
			const value = medianPart(runs, part, quantity);
			return value === null ? [] : [`${part} ${readable(value)}`];
		});
		return [
			`${inSentence(quantity.heading)} ${readable(whole)} ${quantity.unit} (${inParts.join(", ")})`,
		];
	});
	return `${label} (${counted(runs.length, "run")}): ${said.join("; ")}.`;
}

function tableRow(
	{ mode, replicas }: CellOf<ContainerUse>,
	run: string,
	{ heading, unit }: Quantity,
	part: string,
	value: number | null,
): (string | number)[] {
	return [mode, replicas, run, `${heading} (${unit})`, part, tableValue(value)];
}

/** `Memory of one Pod` → `memory of one Pod`. */
function inSentence(heading: string): string {
	return `${heading.charAt(0).toLowerCase()}${heading.slice(1)}`;
}

function scaled(value: number | null, factor: number): number | null {
	return value === null ? null : value * factor;
}
