import { parseArgs } from "node:util";
import { type Request, readCount, readExpectation, readThreshold } from "./request.ts";

const exportFormats = ["porcupine", "edn"] as const;

export type ExportFormat = (typeof exportFormats)[number];

/** What the command is to do. */
export type Asked = {
	/** Run folders, or histories. */
	paths: string[];
	/** What standard output is to hold. */
	output: "text" | "json" | "junit" | ExportFormat;
	/** Where JUnit XML goes beside that; null: nowhere. */
	junitFile: string | null;
	/** Where the plot of the one history goes; null: nowhere. */
	htmlFile: string | null;
	siblings: { events?: string; reads?: string };
	request: Request;
};

const junit = "--junit";

/** @throws Error with one sentence for what it doesn't know */
export function readArguments(args: readonly string[]): Asked | "help" {
	const { values, positionals } = parseArgs({
		args: withJunitValue(args),
		allowPositionals: true,
		options: {
			json: { type: "boolean", default: false },
			junit: { type: "string" },
			export: { type: "string" },
			html: { type: "string" },
			threshold: { type: "string", multiple: true, default: [] },
			expect: { type: "string", multiple: true, default: [] },
			events: { type: "string" },
			reads: { type: "string" },
			replicas: { type: "string" },
			interval: { type: "string" },
			help: { type: "boolean", short: "h", default: false },
		},
	});
	if (values.help) return "help";
	const { json, html, events, reads, replicas, interval } = values;
	if (positionals.length === 0) {
		throw new Error("Name a run's folder, or an operations.ndjson.");
	}
	const format = exportFormats.find((each) => each === values.export);
	if (values.export !== undefined && format === undefined) {
		throw new Error(`--export must be ${exportFormats.join(" or ")}, not "${values.export}".`);
	}
	const toOutput = [
		...(json ? (["json"] as const) : []),
		...(values.junit === "" ? (["junit"] as const) : []),
		...(format ? [format] : []),
	];
	if (toOutput.length > 1) {
		throw new Error(
			"Only one of --json, --junit and --export can go to standard output: give JUnit XML a file, --junit=<file>.xml.",
		);
	}
	const isOne = positionals.length === 1;
	if (!isOne && (format || events !== undefined || reads !== undefined)) {
		throw new Error("--export, --events and --reads are for one history at a time.");
	}
	if (html !== undefined && (!isOne || format || html === "")) {
		throw new Error("--html takes a file and is for one history that is judged: name one, and leave --export out.");
	}
	return {
		paths: positionals,
		output: toOutput[0] ?? "text",
		junitFile: values.junit || null,
		htmlFile: html ?? null,
		siblings: { ...(events !== undefined && { events }), ...(reads !== undefined && { reads }) },
		request: {
			thresholds: Object.assign({}, ...values.threshold.map(readThreshold)),
			expectations: values.expect.map(readExpectation),
			...(replicas !== undefined && { replicas: readCount("--replicas", replicas, { whole: true }) }),
			...(interval !== undefined && { intervalSeconds: readCount("--interval", interval, { whole: false }) }),
		},
	};
}

/** The file of `--junit` may be left out: what follows is one only if it ends in `.xml`. */
function withJunitValue(args: readonly string[]): string[] {
	const found: string[] = [];
	for (let i = 0; i < args.length; i++) {
		const argument = args[i] as string;
		if (argument === "--") return [...found, ...args.slice(i)];
		if (argument !== junit) {
			found.push(argument);
			continue;
		}
		const next = args[i + 1];
		const isFile = next?.endsWith(".xml") ?? false;
		if (isFile) i++;
		found.push(`${junit}=${isFile ? next : ""}`);
	}
	return found;
}
