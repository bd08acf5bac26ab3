import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { LabEvent } from "../../../schema/event.ts";
import { parseJson } from "../../json.ts";
import type { Request } from "../../request.ts";
import type { ConnectedProcess } from "./recorder.ts";

/** What a process says of its history, beside what the file has of it. */
export interface Confirmation {
	pod: string;
	process: number;
	/** How many records it has sent; null: it didn't say. */
	records: number | null;
	/** How many the file has. */
	stored: number;
}

const answer = z.object({
	pod: z.string(),
	process: z.number(),
	records: z.int().nonnegative(),
	persisted: z.int().nonnegative(),
});
type Answer = z.infer<typeof answer>;

const attempts = 2;
const attemptTimeoutSeconds = 1;

/**
 * Asks the application's processes (`GET /history`) how many records they have sent, so that a
 * history that lacks the last ones can be told from a whole one.
 */
export function createConfirmations(options: {
	request: Request;
	clock: () => number;
	/** Resolves when stored. */
	tell: (event: LabEvent) => Promise<void>;
	connected: () => ConnectedProcess[];
	/** Records of a process that are in the file. */
	stored: (pod: string, process: number) => number;
	limitSeconds?: number;
}) {
	const { request, clock, tell, connected, stored, limitSeconds = 4 } = options;

	async function historyOf({ pod, process, address }: ConnectedProcess): Promise<Answer | null> {
		if (address === null) return null;
		const { host, port } = address;
		const url = `http://${host.includes(":") ? `[${host}]` : host}:${port}/history`;
		for (let attempt = 0; attempt < attempts; attempt++) {
			const told = await request("GET", url, {
				headers: {},
				timeoutSeconds: attemptTimeoutSeconds,
			}).catch(() => null);
			if (told === null) continue;
			const parsed = answer.safeParse(parseJson(told.text));
			if (told.status !== 200 || !parsed.success) return null;
			// At the same address may be a successor by now.
			const isIts = parsed.data.pod === pod && parsed.data.process === process;
			return isIts ? parsed.data : null;
		}
		return null;
	}

	async function confirmed(process: ConnectedProcess): Promise<Answer | null> {
		const history = await historyOf(process);
		const isNothing = history?.records === 0 && !process.hasTold;
		if (history && !isNothing) {
			const { pod, records, persisted } = history;
			await tell({
				time: clock(),
				source: "observer",
				event: "history-confirmed",
				pod,
				process: process.process,
				records,
				persisted,
			});
		}
		return history;
	}

	async function confirmation(asked: ConnectedProcess, deadline: number): Promise<Confirmation | null> {
		const { pod, process, hasTold } = asked;
		const history = await Promise.race([confirmed(asked), sleep(1000 * (deadline - clock()), null, { ref: false })]);
		// Whoever stands by has nothing to confirm.
		if (!hasTold && (history?.records ?? 0) === 0) return null;
		const records = history?.records ?? null;
		while (stored(pod, process) < (records ?? 0) && clock() < deadline) {
			await sleep(20);
		}
		return { pod, process, records, stored: stored(pod, process) };
	}

	return {
		/** Asks one process, and tells what it says. */
		async ask(process: ConnectedProcess): Promise<void> {
			await confirmed(process);
		},
		/** Asks all connected processes that ever told anything, and waits for what they have sent. */
		async askAll(): Promise<Confirmation[]> {
			const deadline = clock() + limitSeconds;
			const all = await Promise.all(connected().map((process) => confirmation(process, deadline)));
			return all.filter((each) => each !== null);
		},
	};
}
