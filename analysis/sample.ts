/**
 * The small set of results that is kept in `docs/sample`, and the pictures in `docs/images` that are drawn from nothing else.
 *
 *     node analysis/sample.ts keep study      # from report/tables.json, which npm run figures writes: the study's two modes
 *     node analysis/sample.ts keep methods    # the same, of all methods
 *     node analysis/sample.ts draw            # the pictures
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../toolchain/cache.ts";
import {
	type Columns,
	fromColumns,
	type Row,
	toColumns,
} from "./digest/columns.ts";
import type { Tables } from "./digest/rows.ts";
import { landscape } from "./figures/ours/landscape.ts";
import { recoveryParts } from "./figures/ours/recoveryParts.ts";
import { scaling } from "./figures/ours/scaling.ts";
import { trendRows } from "./figures/ours/trendRows.ts";
import type { Picture } from "./figures/pictures.ts";
import { studyPictures } from "./figures/study.ts";
import type { ExportedGroup } from "./notebooks/exportedGroup.ts";
import { estimateRuns } from "./statistics/runValues.ts";
import { trend } from "./statistics/trend.ts";

const sampleFolder = join(checkout, "docs", "sample");
const imageFolder = join(checkout, "docs", "images");
const tablesFile = join(checkout, "report", "tables.json");

/** A group as its file in the sample has it. */
type KeptGroup = Omit<ExportedGroup, "tables"> & {
	tables: TablesOf<Columns>;
};

type TablesOf<Table> = Record<keyof Tables, Table>;

type Part = "study" | "methods";

/** Enough for every figure and table. */
const digitsKept = 4;
/** Groups kept with every moment of their runs; of the other ones, what there is one number of for each run. */
const parts: Readonly<
	Record<
		Part,
		{ folder: string; whole: readonly string[]; inNumbers: readonly string[] }
	>
> = {
	study: {
		folder: sampleFolder,
		whole: ["thesis (delete-pods)", "thesis-calm (no faults)"],
		inNumbers: ["quick (delete-pods)"],
	},
	methods: {
		folder: join(sampleFolder, "methods"),
		whole: [],
		inNumbers: ["quick (delete-pods)"],
	},
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
			const text = readFileSync(join(folder, name), "utf8");
			const { tables, ...rest } = JSON.parse(text) as KeptGroup;
			return { ...rest, tables: asTables(mapped(tables, fromColumns)) };
		});
	return new Map(groups.map((group) => [group.name, group]));
}

/** The pictures of the sample, by the names of their files. */
export function samplePictures(
	sample: Record<Part, SampleGroups>,
): Map<string, Picture> {
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
	const { metrics, recoveries, startups } = quick.tables;
	const pictures = [
		// One run a cell has nothing to show over sizes that the quick runs don't show better.
		...studyPictures(thesis.tables, thesis.context).filter(
			({ name }) => !name.startsWith("figure-5-4"),
		),
		...studyPictures({ latencies: [], memory: [], startups }, quick.context)
			.filter(({ name }) => name.startsWith("figure-5-4"))
			.map((picture) => ({ ...picture, name: `quick-${picture.name}` })),
		recoveryParts(recoveries, quick.context),
		scaling(metrics, trendRows(metrics, trend), quick.context),
		landscape(
			methods.tables.metrics,
			methods.kept ?? [],
			estimateRuns,
			methods.context,
			{ crash: ["rtoSlowest"] },
		),
	];
	return new Map(pictures.map((picture) => [`${picture.name}.svg`, picture]));
}

function keep(part: Part): void {
	const { folder, whole: keptWhole, inNumbers } = parts[part];
	const groups = JSON.parse(
		readFileSync(tablesFile, "utf8"),
	) as ExportedGroup[];
	mkdirSync(folder, { recursive: true });
	for (const { name, tables, ...rest } of groups) {
		const whole = keptWhole.includes(name);
		if (!whole && !inNumbers.includes(name)) continue;
		const kept: KeptGroup = {
			name,
			...rest,
			tables: mapped(rowsOf(tables), (rows, table) =>
				toColumns(
					whole || !tablesOfMoments.includes(table) ? rows : [],
					digitsKept,
				),
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
	for (const [name, { svg }] of samplePictures(readSample())) {
		writeFileSync(join(imageFolder, name), svg);
		console.log(join(imageFolder, name));
	}
}

function mapped<From, To>(
	tables: TablesOf<From>,
	change: (table: From, name: string) => To,
): TablesOf<To> {
	return Object.fromEntries(
		Object.entries(tables).map(([name, table]) => [name, change(table, name)]),
	) as TablesOf<To>;
}

/** What is kept was written from tables of this type; a test draws all of it. */
function asTables(tables: TablesOf<Row[]>): Tables {
	const recoveries = tables.recoveries.map(recoveryRow);
	return { ...tables, recoveries } as unknown as Tables;
}

/** Rows that were kept before termination was told from replacement have other parts, the first two of which are these together. */
function recoveryRow(kept: Row): Row {
	const { scheduling, containerStart, methodReady, firstPersist, ...row } =
		kept;
	if (scheduling === undefined) return kept;
	return {
		...row,
		termination: null,
		replacement: null,
		untilStarted:
			typeof scheduling === "number" && typeof containerStart === "number"
				? scheduling + containerStart
				: null,
		start: methodReady ?? null,
		ready: firstPersist ?? null,
	};
}

function rowsOf(tables: Tables): TablesOf<readonly Row[]> {
	return tables as unknown as TablesOf<readonly Row[]>;
}

if (import.meta.main) {
	const commands: Record<string, () => void> = {
		"keep study": () => keep("study"),
		"keep methods": () => keep("methods"),
		draw,
	};
	const command = commands[process.argv.slice(2).join(" ")];
	try {
		if (command === undefined) {
			throw new Error(
				`Say ${Object.keys(commands).join(", or ")}: node analysis/sample.ts draw`,
			);
		}
		command();
	} catch (error) {
		console.error((error as Error).message);
		process.exitCode = 1;
	}
}
