import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod/mini";
import { foundingSchema } from "./seatPeers.ts";

const record = z.object({
	/** Null where the member came later. */
	founding: z.nullable(foundingSchema),
	/** Null until the member has said it. */
	id: z.nullable(z.string()),
});

/**
 * How a member came into its group. It is written before the member is started, so that a member
 * without one holds no data, and gone only together with the data.
 */
export type MemberRecord = z.output<typeof record>;

/** Folder of a member: its own data, and beside these what is known of it. */
export interface MemberFolder {
	/** For the member itself. */
	data: string;
	record(): Promise<MemberRecord | null>;
	keep(record: MemberRecord): Promise<void>;
	/** What was promised to a founder, which goes with the folder. */
	ticket(): Promise<string | null>;
	keepTicket(ticket: string): Promise<void>;
	/** Removes data without a record, which are no member's: the rest of a clearing. */
	discardData(): Promise<void>;
	/** Gives up the record and then the data of a member that doesn't run. */
	clear(): Promise<void>;
}

export function memberFolder(path: string): MemberFolder {
	const recordFile = join(path, "member.json");
	const ticketFile = join(path, "ticket");
	const data = join(path, "etcd");
	const discardData = () => rm(data, { recursive: true, force: true });
	return {
		data,
		discardData,
		async record() {
			const text = await textOf(recordFile);
			return text === null ? null : z.parse(record, JSON.parse(text));
		},
		keep: (kept) => replace(path, recordFile, JSON.stringify(kept)),
		ticket: () => textOf(ticketFile),
		keepTicket: (ticket) => replace(path, ticketFile, ticket),
		async clear() {
			await rm(recordFile, { force: true });
			await rm(ticketFile, { force: true });
			await discardData();
		},
	};
}

async function textOf(file: string): Promise<string | null> {
	try {
		return await readFile(file, "utf8");
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
		throw error;
	}
}

/** The file has the old text or the new one, whenever somebody looks or the machine stops. */
async function replace(folder: string, file: string, text: string): Promise<void> {
	await mkdir(folder, { recursive: true });
	const unfinished = `${file}.unfinished`;
	await writeFile(unfinished, text, { flush: true });
	await rename(unfinished, file);
}
