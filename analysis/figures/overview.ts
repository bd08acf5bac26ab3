import { sum } from "d3-array";
import { modesInOrder } from "../../schema/modesInOrder.ts";
import { inOrderOfContainers } from "../containers.ts";
import type { ContainerUse, MetricName, OfRun, RecoveryRow, Tables } from "../digest/rows.ts";
import { type Column, chart, runColumns } from "./chart.ts";
import { fillOf } from "./colours.ts";
import type { LegendEntry, Picture, PictureContext } from "./picture.ts";
import { rowPanels } from "./rows.ts";

/** In order of time. The last is for records that don't tell the first two apart. */
const parts = {
	termination: "termination",
	replacement: "replacement",
	untilStarted: "termination and replacement",
	start: "start",
	ready: "first update",
} as const satisfies Partial<Record<keyof RecoveryRow, string>>;
type Part = keyof typeof parts;
const partNames = ["termination", "replacement", "untilStarted", "start", "ready"] as const satisfies readonly Part[];

type Named = { part: string; value: number };
type Row = OfRun & {
	slowest: RecoveryRow | null;
	deleted: number;
	gone: number;
	memory: readonly Named[] | null;
	cores: readonly Named[] | null;
	persistP99: number | null;
};

/**
 * What a crash costs beside what normal life does: for each mode and size how long the slowest deleted Pod took to be back and where
 * that time went, and the memory and processor time of everything, by container.
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
	const shownParts = partNames.filter((part) => rows.some(({ slowest }) => slowest !== null && slowest[part] !== null));
	const used = inOrderOfContainers(
		rows.flatMap(({ memory, cores }) => [...(memory ?? []), ...(cores ?? [])].map(({ part }) => part)),
	);
	const column = (label: string, value: Column<Row>["value"], told?: string) => ({
		label,
		value,
		...(told !== undefined && { told }),
	});
	const ofContainer = (what: "memory" | "cores", name: string) => (row: Row) =>
		row[what]?.find(({ part }) => part === name)?.value ?? null;
	const fill = (part: string): LegendEntry => ({
		label: part,
		key: { kind: "fill", fill: fillOf(part).fill },
	});
	const anyGone = rows.some(({ gone }) => gone > 0);
	return chart(
		{
			name: "overview",
			title: "What a crash costs, and what normal life does",
			subtitle:
				"Dots: runs. Bars: the run in the middle, in its parts. For the time until a deleted Pod is back, each run counts with its slowest Pod.",
			columns: [
				...runColumns,
				column("RTO of the slowest Pod (s)", ({ slowest }) => slowest?.total ?? null, "slowest Pod back after, in s"),
				...shownParts.map((part) => column(`${parts[part]} (s)`, ({ slowest }) => slowest?.[part] ?? null)),
				column("deleted Pods", ({ deleted }) => deleted),
				column("never back", ({ gone }) => gone),
				column("memory of everything (MB)", ({ memory }) => total(memory), "memory in MB"),
				...used.map((name) => column(`memory of ${name} (MB)`, ofContainer("memory", name))),
				column("processors of everything (millicores)", ({ cores }) => total(cores), "processors in millicores"),
				...used.map((name) => column(`processors of ${name} (millicores)`, ofContainer("cores", name))),
				column("persist latency, p99 (ms)", ({ persistP99 }) => persistP99, "p99 of the persist latency in ms"),
			],
			rows,
			legend: [...shownParts.map((part) => fill(parts[part])), ...used.map(fill)],
			panels: rowPanels(
				rows,
				[
					{
						heading: "A deleted Pod is back after",
						label: "seconds",
						value: ({ slowest }) => slowest?.total ?? null,
						parts: ({ slowest }) =>
							slowest === null
								? null
								: shownParts.flatMap((part) => {
										const value = slowest[part];
										return value === null ? [] : [{ part: parts[part], value }];
									}),
					},
					{
						heading: "Memory of all Pods and the store",
						label: "megabytes",
						value: ({ memory }) => total(memory),
						parts: ({ memory }) => memory,
					},
					{
						heading: "Persist latency, p99",
						label: "milliseconds",
						value: ({ persistP99 }) => persistP99,
					},
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
				anyGone ? "A run in which a deleted Pod never came back has no time: the table says how many." : null,
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
	const metric = (name: MetricName) =>
		metrics.find(({ run, metric, view }) => run === of.run && metric === name && view === "settled")?.value ?? null;
	const p99 = metric("persistP99");
	return {
		...of,
		// The others' time says nothing of one that never came back.
		slowest: gone > 0 ? null : slowest,
		deleted: own.length,
		gone,
		memory: named(uses, ({ where, bytes, pods }) =>
			bytes === null ? null : bytes * 1e-6 * (where === "replica" ? of.replicas : pods),
		),
		cores: named(uses, ({ cores }) => (cores === null ? null : cores * 1000)),
		persistP99: p99 === null ? null : p99 * 1000,
	};
}

/** By container, those of the store together; null where one isn't known: the rest would look like the whole. */
function named(uses: readonly ContainerUse[], value: (use: ContainerUse) => number | null): Named[] | null {
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

function total(some: readonly Named[] | null): number | null {
	return some === null ? null : sum(some, ({ value }) => value);
}
