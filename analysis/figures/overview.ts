import { sum } from "d3-array";
import { modesInOrder } from "../../schema/modesInOrder.ts";
import { inOrderOfContainers } from "../containers.ts";
import type { ContainerUse, OfRun, RecoveryRow, Tables } from "../digest/rows.ts";
import { type Column, chart, runColumns } from "./chart.ts";
import { fillOf } from "./colours.ts";
import type { LegendEntry, Picture, PictureContext } from "./picture.ts";
import { type Part, rowPanels } from "./rows.ts";

/** In order of time. The third is for records that don't tell the first two apart. */
const recoveryParts = {
	termination: "termination",
	replacement: "replacement",
	untilStarted: "termination and replacement",
	start: "start",
	ready: "first update",
} as const satisfies Partial<Record<keyof RecoveryRow, string>>;

type Row = OfRun & {
	/** RTO of the slowest deleted Pod, in seconds; null: there is none, or one never came back. */
	back: number | null;
	recovery: readonly Part[] | null;
	deleted: number;
	gone: number;
	memory: readonly Part[] | null;
	cores: readonly Part[] | null;
	persistP99: number | null;
};

/**
 * What a crash costs beside what normal life does: for each mode and size how long the slowest
 * deleted Pod took to be back and where that time went, and the memory and processor time of
 * everything, by container.
 *
 * @param lost which cells lost data, by `cellKey`: their low costs bought nothing
 */
export function overview(
	{ recoveries, containers, metrics }: Pick<Tables, "recoveries" | "containers" | "metrics">,
	context: PictureContext,
	lost: ReadonlySet<string> = new Set(),
): Picture {
	const runs = [
		...new Map(
			[...recoveries, ...containers, ...metrics].map(({ mode, replicas, run }) => [run, { mode, replicas, run }]),
		).values(),
	];
	const rows = modesInOrder(runs.map(({ mode }) => mode)).flatMap((mode) =>
		runs
			.filter((run) => run.mode === mode)
			.sort((a, b) => a.replicas - b.replicas)
			.map((run) => rowOf(run, { recoveries, containers, metrics })),
	);
	const present = new Set(rows.flatMap(({ recovery }) => recovery?.map(({ part }) => part) ?? []));
	const shownParts = Object.values(recoveryParts).filter((part) => present.has(part));
	const used = inOrderOfContainers(
		rows.flatMap(({ memory, cores }) => [...(memory ?? []), ...(cores ?? [])].map(({ part }) => part)),
	);
	const columnOf = (what: "recovery" | "memory" | "cores", part: string, label: string): Column<Row> => [
		label,
		(row) => row[what]?.find((each) => each.part === part)?.value ?? null,
	];
	const fill = (part: string): LegendEntry => ({ label: part, key: { kind: "fill", fill: fillOf(part).fill } });
	return chart(
		{
			name: "overview",
			title: "What a crash costs, and what normal life does",
			subtitle:
				"Dots: runs. Bars: the run in the middle, in its parts. For the time until a deleted Pod is back, each run counts with its slowest Pod.",
			columns: [
				...runColumns,
				["RTO of the slowest Pod (s)", ({ back }) => back, "slowest Pod back after, in s"],
				...shownParts.map((part) => columnOf("recovery", part, `${part} (s)`)),
				["deleted Pods", ({ deleted }) => deleted],
				["never back", ({ gone }) => gone],
				["memory of everything (MB)", ({ memory }) => total(memory), "memory in MB"],
				...used.map((name) => columnOf("memory", name, `memory of ${name} (MB)`)),
				["processors of everything (millicores)", ({ cores }) => total(cores), "processors in millicores"],
				...used.map((name) => columnOf("cores", name, `processors of ${name} (millicores)`)),
				["persist latency, p99 (ms)", ({ persistP99 }) => persistP99, "p99 of the persist latency in ms"],
			],
			rows,
			legend: [...shownParts, ...used].map(fill),
			panels: rowPanels(
				rows,
				[
					{
						heading: "A deleted Pod is back after",
						label: "seconds",
						value: ({ back }) => back,
						parts: ({ recovery }) => recovery,
					},
					{
						heading: "Memory of all Pods and the store",
						label: "megabytes",
						value: ({ memory }) => total(memory),
						parts: ({ memory }) => memory,
					},
					{ heading: "Persist latency, p99", label: "milliseconds", value: ({ persistP99 }) => persistP99 },
					{
						heading: "Processors of all Pods and the store",
						label: "thousandths of a core",
						value: ({ cores }) => total(cores),
						parts: ({ cores }) => cores,
					},
				],
				context,
				(key) => (lost.has(key) ? " ✗" : ""),
			),
			captions: [
				lost.size > 0 ? "✗: lost acknowledged updates, or broke another promise of safety." : null,
				rows.some(({ gone }) => gone > 0)
					? "A run in which a deleted Pod never came back has no time: the table says how many."
					: null,
				"Termination: until the deleted Pod's last container ended. Replacement: until its successor's first container runs. Start: until the method answers it. The study leaves the store's memory out.",
			],
			whenEmpty: "No run has any of these numbers.",
		},
		context,
	);
}

function rowOf(
	of: OfRun,
	{ recoveries, containers, metrics }: Pick<Tables, "recoveries" | "containers" | "metrics">,
): Row {
	const own = recoveries.filter(({ run }) => run === of.run);
	const gone = own.filter(({ total }) => total === null).length;
	const slowest = own.toSorted((a, b) => (b.total ?? 0) - (a.total ?? 0))[0] ?? null;
	const uses = containers.filter(({ run }) => run === of.run);
	const p99 = metrics.find(
		({ run, metric, view }) => run === of.run && metric === "persistP99" && view === "settled",
	)?.value;
	return {
		...of,
		// The others' time says nothing of one that never came back.
		back: gone > 0 ? null : (slowest?.total ?? null),
		recovery: gone > 0 || slowest === null ? null : partsOf(slowest),
		deleted: own.length,
		gone,
		memory: named(uses, ({ where, bytes, pods }) =>
			bytes === null ? null : bytes * 1e-6 * (where === "replica" ? of.replicas : pods),
		),
		cores: named(uses, ({ cores }) => (cores === null ? null : cores * 1000)),
		persistP99: p99 == null ? null : p99 * 1000,
	};
}

/** Those that were seen. */
function partsOf(recovery: RecoveryRow): Part[] {
	return (Object.keys(recoveryParts) as (keyof typeof recoveryParts)[]).flatMap((name) => {
		const value = recovery[name];
		return value === null ? [] : [{ part: recoveryParts[name], value }];
	});
}

/**
 * By container, those of the store together; null where one isn't known: the rest would look like
 * the whole.
 */
function named(uses: readonly ContainerUse[], value: (use: ContainerUse) => number | null): Part[] | null {
	const values = uses.map((use) => ({
		part: use.where === "store" ? "store" : use.container,
		value: value(use),
	}));
	if (values.length === 0 || values.some((each) => each.value === null)) return null;
	return inOrderOfContainers(values.map(({ part }) => part)).map((part) => ({
		part,
		value: sum(values, (each) => (each.part === part ? (each.value ?? 0) : 0)),
	}));
}

function total(some: readonly Part[] | null): number | null {
	return some === null ? null : sum(some, ({ value }) => value);
}
