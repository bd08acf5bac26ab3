import { appendFileSync, mkdirSync, readFileSync, truncateSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { cause } from "../schema/run.ts";
import { parseJson } from "../schema/zodError.ts";

const attempt = {
	time: z.iso.datetime(),
	/** The planned run's id. */
	run: z.string().min(1),
	/** From 1 on; interrupted ones count. */
	attempt: z.int().min(1),
};

const started = z.strictObject({ ...attempt, event: z.literal("started") });

const ended = z.strictObject({
	...attempt,
	event: z.literal("ended"),
	/**
	 * Untrusted: complete, but the machine was too busy for the figures. Failed: no results were
	 * left.
	 */
	outcome: z.enum(["complete", "untrusted", "incomplete", "failed"]),
	/** Of the results, relative to the results folder. */
	folder: z.string().optional(),
	/** Why there is no complete result that is to be trusted. */
	error: z.string().optional(),
	/** What can have brought that about; absent: it isn't known. */
	cause: cause.optional(),
	/**
	 * From the start of bringing the system up until it was taken down; absent where the sweep was
	 * killed meanwhile.
	 */
	seconds: z.number().nonnegative().optional(),
});

/** A line of `journal.ndjson`: what a sweep did. */
export const journalEntry = z.discriminatedUnion("event", [started, ended]);

export type Ended = z.infer<typeof ended>;
export type JournalEntry = z.infer<typeof journalEntry>;

/** What a sweep did so far; it is only added to. */
export interface Journal {
	readonly entries: readonly JournalEntry[];
	append(entry: JournalEntry): void;
}

/**
 * The entries of a journal; none where there is no such file. A last line that was not written to
 * its end is ignored, and so are complete results that are no longer there.
 *
 * @param isThere whether a folder of results, relative to the results folder, exists
 * @throws Error that names the file and the line that is no entry
 */
export function readJournal(file: string, isThere: (folder: string) => boolean): JournalEntry[] {
	return textOf(file)
		.split("\n")
		.slice(0, -1)
		.map((line, i) => {
			const read = parseJson(line, journalEntry);
			if ("value" in read) return read.value;
			throw new Error(
				`${file}, line ${i + 1} is no entry of a sweep's journal (${read.wrong}): correct it, or remove the file to begin the sweep anew.`,
			);
		})
		.filter((entry) => entry.event === "started" || entry.outcome !== "complete" || isThere(entry.folder ?? ""));
}

/** A journal to go on with, as {@link readJournal} finds it: a torn last line is cut off. */
export function openJournal(file: string, isThere: (folder: string) => boolean): Journal {
	const entries = readJournal(file, isThere);
	mkdirSync(dirname(file), { recursive: true });
	const text = textOf(file);
	const whole = text.slice(0, text.lastIndexOf("\n") + 1);
	if (whole !== text) truncateSync(file, Buffer.byteLength(whole));
	return {
		entries,
		append(entry) {
			appendFileSync(file, `${JSON.stringify(entry)}\n`, { flush: true });
			entries.push(entry);
		},
	};
}

function textOf(file: string): string {
	try {
		return readFileSync(file, "utf8");
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
		throw error;
	}
}
