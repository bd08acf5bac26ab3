/**
 * The small set of results that is kept in `docs/sample`, and the pictures in `docs/images` that
 * are drawn from nothing else.
 *
 *     node analysis/sample.ts keep study      # from report/tables.json, which npm run figures writes: the study's two modes
 *     node analysis/sample.ts keep methods    # the same, of all methods
 *     node analysis/sample.ts draw            # the pictures
 *     node analysis/sample.ts page            # a report of the sample: report/sample.html
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../schema/checkout.ts";
import { isControl, modesInOrder } from "../schema/modesInOrder.ts";
import { type Columns, fromColumns, type Row, toColumns } from "./digest/columns.ts";
import { headlines } from "./digest/metrics.ts";
import type { Tables } from "./digest/rows.ts";
import { cellKey } from "./figures/chart.ts";
import { pictureSvg } from "./figures/draw.ts";
import { drawGroup } from "./figures/group.ts";
import { overview } from "./figures/overview.ts";
import type { Picture } from "./figures/picture.ts";
import { scaling } from "./figures/scaling.ts";
import { startupDelay } from "./figures/startupDelay.ts";
import { studyPictures } from "./figures/study.ts";
import type { ExportedGroup } from "./notebooks/exportedGroup.ts";
import { mostRunsFirst, page } from "./report/page.ts";
import type { Report, ReportedGroup } from "./report/report.ts";
import { rankable } from "./standInStore.ts";
import { compareModes } from "./statistics/compare.ts";

const sampleFolder = join(checkout, "docs", "sample");
const imageFolder = join(checkout, "docs", "images");
const tablesFile = join(checkout, "report", "tables.json");

/** A group as its file in the sample has it. */
type KeptGroup = Omit<ExportedGroup, "tables"> & { tables: TablesOf<Columns> };

type TablesOf<Table> = Record<keyof Tables, Table>;

type Part = "study" | "methods";

/** Enough for every figure and table. */
const digitsKept = 4;
/**
 * Groups kept with every moment of their runs; of the other ones, what there is one number of for
 * each run.
 */
const parts: Readonly<Record<Part, { folder: string; whole: readonly string[]; inNumbers: readonly string[] }>> = {
	study: {
		folder: sampleFolder,
		whole: ["thesis (delete-pods)", "thesis-calm (no faults)"],
		inNumbers: ["quick (delete-pods)"],
	},
	methods: { folder: join(sampleFolder, "methods"), whole: [], inNumbers: ["quick (delete-pods)"] },
};
const tablesOfMoments = ["latencies", "memory", "quantiles"];

/** Groups of a part of the sample. */
export type SampleGroups = ReadonlyMap<string, ExportedGroup>;

/** The sample's parts, and in each the groups by their names. */
export function readSample(): Record<Part, SampleGroups> {
	return { study: readPart("study"), methods: readPart("methods") };
}

function readPart(part: Part): SampleGroups {
	const { folder } = parts[part];
	const groups = readdirSync(folder)
		.filter((name) => name.endsWith(".json"))
		.map((name): ExportedGroup => {
			const { tables, ...rest } = JSON.parse(readFileSync(join(folder, name), "utf8")) as KeptGroup;
			// What is kept was written from tables of this type; a test draws all of it.
			return { ...rest, tables: mapped(tables, fromColumns) as unknown as Tables };
		});
	return new Map(groups.map((group) => [group.name, group]));
}

/** The pictures of the sample as SVG documents, by the names of their files. */
export function samplePictures(sample: Record<Part, SampleGroups>): Map<string, string> {
	const group = (part: Part, name: string): ExportedGroup => {
		const found = sample[part].get(name);
		if (found === undefined) {
			throw new Error(`The sample's part ${part} has no ${name}.`);
		}
		return found;
	};
	const thesis = group("study", "thesis (delete-pods)");
	const quick = group("study", "quick (delete-pods)");
	const methods = group("methods", "quick (delete-pods)");
	const drawn = (picture: Picture, name = picture.name) =>
		[`${name}.svg`, pictureSvg({ ...picture, name }, "sample")] as const;
	const startup = startupDelay(quick.tables.startups, quick.context);
	const [forest] = drawGroup(drawnFrom(quick));
	return new Map([
		// One run a cell has nothing to show over sizes that the quick runs don't show better.
		...studyPictures(thesis.tables, thesis.context)
			.filter(({ name }) => name !== startup.name)
			.map((picture) => drawn(picture)),
		drawn(startup, `quick-${startup.name}`),
		drawn(overview(withoutControls(methods.tables), methods.context, lostIn(methods))),
		drawn(forest as Picture),
		drawn(scaling(quick.tables.metrics, quick.context)),
	]);
}

/** The store that lies is no method, but a check of the checker. */
function withoutControls(tables: Tables): Tables {
	return mapped(rowsOf(tables), (rows) => rows.filter(({ mode }) => !isControl(String(mode)))) as unknown as Tables;
}

/** In the sample's runs a stand-in took the place of the store of these (docs/sample/README.md). */
const standInStores: readonly string[] = ["central", "standby"];

function lostIn({ safety }: ExportedGroup): Set<string> {
	return new Set(safety.filter(({ lostIn }) => lostIn > 0).map(cellKey));
}

function drawnFrom(group: ExportedGroup) {
	const { tables, context } = group;
	return {
		tables,
		context,
		standInStores,
		lost: lostIn(group),
		comparisons: compareModes(rankable(tables.metrics, standInStores), {
			view: "settled",
			metrics: headlines,
		}),
	};
}

/** The report of the sample, as that of one's own runs is. */
export function sampleReport(sample: Record<Part, SampleGroups>): Report {
	const groups = [...sample.study.values(), ...sample.methods.values()].map((group, i): ReportedGroup => {
		const { name, context, tables } = group;
		const drawn = drawnFrom(group);
		const id = `sample-${i + 1}`;
		return {
			id,
			name: i < sample.study.size ? name : `all methods, ${name}`,
			protocol: null,
			durationSeconds: context.durationSeconds,
			// As long as a run took beside what is measured.
			secondsPerRun: context.durationSeconds + 30,
			withFaults: context.faultTimes.length > 0,
			safety: group.safety,
			tables,
			leftOut: [],
			untrusted: false,
			comparisons: drawn.comparisons,
			pictures: drawGroup({
				...drawn,
				context: { ...context, idPrefix: id, notes: [], standIns: [] },
			}).map((picture) => ({ ...picture, files: null })),
			claims: [],
			notes: context.notes,
			standIns: context.standIns,
			standInStores: modesInOrder(tables.metrics.map(({ mode }) => mode)).filter((mode) =>
				standInStores.includes(mode),
			),
		};
	});
	return {
		madeAt: "2026-11-26T00:00:00.000Z",
		groups: mostRunsFirst(groups),
		runs: [],
		failed: [],
		problems: [],
	};
}

function keep(part: Part): void {
	const { folder, whole: keptWhole, inNumbers } = parts[part];
	const groups = JSON.parse(readFileSync(tablesFile, "utf8")) as ExportedGroup[];
	mkdirSync(folder, { recursive: true });
	for (const { name, tables, ...rest } of groups) {
		const whole = keptWhole.includes(name);
		if (!whole && !inNumbers.includes(name)) continue;
		const kept: KeptGroup = {
			name,
			...rest,
			tables: mapped(rowsOf(tables), (rows, table) =>
				toColumns(whole || !tablesOfMoments.includes(table) ? rows : [], digitsKept),
			),
		};
		const file = join(folder, `${rest.context.idPrefix}.json`);
		writeFileSync(file, lineByLine(kept));
		console.log(file);
	}
}

/** JSON with a line for each row, so that it can be read and compared. */
function lineByLine({ tables, ...rest }: KeptGroup): string {
	const parts = Object.entries(tables).map(([name, { columns, rows }]) => {
		const lines = rows.map((row) => `\n${JSON.stringify(row)}`).join(",");
		return `${JSON.stringify(name)}:{"columns":${JSON.stringify(columns)},"rows":[${lines}]}`;
	});
	return `${JSON.stringify(rest).slice(0, -1)},"tables":{\n${parts.join(",\n")}}}\n`;
}

function draw(): void {
	mkdirSync(imageFolder, { recursive: true });
	for (const [name, svg] of samplePictures(readSample())) {
		writeFileSync(join(imageFolder, name), svg);
		console.log(join(imageFolder, name));
	}
}

function mapped<From, To>(tables: TablesOf<From>, change: (table: From, name: string) => To): TablesOf<To> {
	return Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, change(table, name)])) as TablesOf<To>;
}

function rowsOf(tables: Tables): TablesOf<readonly Row[]> {
	return tables as unknown as TablesOf<readonly Row[]>;
}

if (import.meta.main) {
	const commands: Record<string, () => void> = {
		"keep study": () => keep("study"),
		"keep methods": () => keep("methods"),
		draw,
		page: () => {
			const file = join(checkout, "report", "sample.html");
			mkdirSync(join(checkout, "report"), { recursive: true });
			writeFileSync(file, page(sampleReport(readSample())));
			console.log(file);
		},
	};
	const command = commands[process.argv.slice(2).join(" ")];
	try {
		if (command === undefined) {
			throw new Error(`Say ${Object.keys(commands).join(", or ")}: node analysis/sample.ts draw`);
		}
		command();
	} catch (error) {
		console.error((error as Error).message);
		process.exitCode = 1;
	}
}
