/// <reference types="k6" />
import { sleep } from "k6";
import http from "k6/http";
import type { ReadRecord } from "../schema/read.ts";
import { jsonOf, reasonOf, stateUrl, tryListPods } from "./lab.ts";
import type { Lab } from "./labDescription.ts";
import { ReadQueue } from "./readQueue.ts";
import { postReads } from "./readRecorder.ts";
import { parseStored, type StoredAnswer } from "./storedAnswer.ts";

/** How long a run's last look goes on where somebody doesn't answer, and how often it asks. */
const lookSeconds = 10;
const pauseSeconds = 0.5;
/** The application gives the method less to answer. */
const answerSeconds = 6;
const client = "last-look";

/** A question about an identity to one replica's process. */
type Question = { identity: string; by: string };

/**
 * Asks what the method itself holds of every identity: through its own replica, and through another
 * one's, where the method's store is one that replicas share. What a run acknowledged last, nobody
 * else may ever look for.
 */
export function lastLook(lab: Lab): void {
	const identities = Array.from({ length: lab.replicas }, (_, i) => `pod-${i}`);
	let open = identities.flatMap((identity, i): Question[] => {
		const next = identities[(i + 1) % identities.length] as string;
		return [{ identity, by: identity }, ...(next === identity ? [] : [{ identity, by: next }])];
	});
	const queue = new ReadQueue<Omit<ReadRecord, "received">>({
		deliver: (batch) => postReads(lab, batch, console.error),
		onLost: (count) => console.error(`The observer didn't take ${count} last looks.`),
		now: Date.now,
	});
	const end = Date.now() + lookSeconds * 1000;
	for (;;) {
		open = ask(lab, open, (read) => queue.add(read));
		if (open.length === 0 || Date.now() > end) break;
		sleep(pauseSeconds);
	}
	queue.flush();
	const silent = identities.filter((pod) => open.some(({ identity, by }) => identity === pod && by === pod));
	if (silent.length > 0) {
		console.error(`The last look at the state of ${silent.join(", ")} wasn't answered within ${lookSeconds} s.`);
	}
}

/** @returns the questions that are still open */
function ask(
	lab: Lab,
	questions: readonly Question[],
	found: (read: Omit<ReadRecord, "received">) => void,
): Question[] {
	const listed = tryListPods(lab);
	const addresses = new Map(
		("pods" in listed ? listed.pods : []).flatMap(({ name, ip }) => (ip === null ? [] : [[name, ip] as const])),
	);
	const answerable = questions.filter(({ by }) => addresses.has(by));
	const started = Date.now();
	const responses = http.batch(
		answerable.map(({ identity, by }) => ({
			method: "GET" as const,
			url: `${stateUrl(addresses.get(by) as string)}/stored/${identity}`,
			params: { timeout: `${answerSeconds}s`, tags: { name: "stored" } },
		})),
	);
	const ended = Date.now();
	const settled = new Set<Question>();
	for (const [i, question] of answerable.entries()) {
		const response = responses[i];
		// Such a method has no store that others than the replica itself could ask.
		if (response?.status === 404) settled.add(question);
		if (response?.status !== 200) continue;
		const answer = parseStored(jsonOf(response), question.identity);
		if (answer === null) {
			console.error(`${question.by} answers strangely: ${reasonOf(response)}.`);
			continue;
		}
		settled.add(question);
		found(readOf(answer, started, ended));
	}
	return questions.filter((question) => !settled.has(question));
}

function readOf(
	{ pod, by, process, state }: StoredAnswer,
	started: number,
	ended: number,
): Omit<ReadRecord, "received"> {
	return {
		...{ pod, client, kind: "stored", process, index: null, state },
		...(by !== pod && { by }),
		started: started / 1000,
		// The clock shows whole milliseconds that have passed.
		ended: (ended + 1) / 1000,
	};
}
