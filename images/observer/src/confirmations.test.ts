import { expect, test } from "vitest";
import type { LabEvent } from "../../../schema/event.ts";
import { RequestFailed } from "../../request.ts";
import { createConfirmations } from "./confirmations.ts";
import type { ConnectedProcess } from "./recorder.ts";

const address = { host: "10.0.0.7", port: 32_000 };
const process: ConnectedProcess = {
	pod: "pod-0",
	process: 1000.5,
	address,
	hasTold: true,
};
const history = { pod: "pod-0", process: 1000.5, records: 8, persisted: 2 };

type Answer = object | string | null;

function lab({
	answers,
	connected = [process],
	stored = () => 8,
	tell,
	limitSeconds = 0.2,
}: {
	/** By URL; null: there is none. */
	answers: Record<string, Answer>;
	connected?: ConnectedProcess[];
	stored?: () => number;
	tell?: () => Promise<void>;
	limitSeconds?: number;
}) {
	const events: LabEvent[] = [];
	const began = performance.now();
	const confirmations = createConfirmations({
		request: async (_, url) => {
			const answer = answers[url] ?? null;
			if (answer === null) throw new RequestFailed("ECONNREFUSED", false);
			const text = typeof answer === "string" ? answer : JSON.stringify(answer);
			return { status: 200, text };
		},
		clock: () => 2000 + (performance.now() - began) / 1000,
		tell: async (event) => {
			events.push(event);
			await tell?.();
		},
		connected: () => connected,
		stored,
		limitSeconds,
	});
	return { confirmations, events };
}

const url = "http://10.0.0.7:32000/history";

test("a process's word is stored as the observer's event", async () => {
	const { confirmations, events } = lab({ answers: { [url]: history } });
	await confirmations.ask(process);
	expect(events).toEqual([
		{
			time: expect.closeTo(2000, 0),
			source: "observer",
			event: "history-confirmed",
			...history,
		},
	]);
});

test("an address of IPv6 is asked, too", async () => {
	const { confirmations, events } = lab({
		answers: { "http://[fd00::7]:32000/history": history },
	});
	await confirmations.ask({
		...process,
		address: { host: "fd00::7", port: 32_000 },
	});
	expect(events.length).toBe(1);
});

test.each<[string, Answer]>([
	["a successor's", { ...history, process: 1003 }],
	["another replica's", { ...history, pod: "pod-1" }],
	["no", null],
	["a damaged", "{"],
	["a foreign", { status: "fine" }],
	["an impossible", { ...history, records: -1 }],
])("%s answer confirms nothing", async (_, answer) => {
	const { confirmations, events } = lab({ answers: { [url]: answer } });
	await confirmations.ask(process);
	expect(events).toEqual([]);
	expect(await confirmations.askAll()).toEqual([{ pod: "pod-0", process: 1000.5, records: null, stored: 8 }]);
});

test("all that are connected are asked; whoever can't be is listed without a word, whoever never told anything isn't", async () => {
	const { confirmations, events } = lab({
		answers: {
			[url]: history,
			"http://standby:1/history": { ...history, process: 2, records: 0 },
			"http://unheard:1/history": { ...history, process: 3, records: 4 },
		},
		connected: [
			process,
			{ ...process, process: 4, address: null },
			{ ...process, process: 5, address: null, hasTold: false },
			...["standby", "unheard"].map((host, i) => ({
				...process,
				process: 2 + i,
				hasTold: false,
				address: { host, port: 1 },
			})),
		],
	});
	expect(await confirmations.askAll()).toEqual([
		{ pod: "pod-0", process: 1000.5, records: 8, stored: 8 },
		{ pod: "pod-0", process: 4, records: null, stored: 8 },
		{ pod: "pod-0", process: 3, records: 4, stored: 8 },
	]);
	expect(events.map(({ process }) => process)).toEqual([1000.5, 3]);
});

test("what is on its way is waited for, as long as the limit allows", async () => {
	let stored = 5;
	const late = lab({
		answers: { [url]: history },
		stored: () => stored++,
		limitSeconds: 50,
	});
	expect(await late.confirmations.askAll()).toMatchObject([{ records: 8 }]);
	expect(stored).toBeGreaterThan(8);
	const never = lab({ answers: { [url]: history }, stored: () => 5 });
	expect(await never.confirmations.askAll()).toMatchObject([{ records: 8, stored: 5 }]);
});

test("an event that can't be stored holds nobody up, and confirms nothing", async () => {
	const { confirmations } = lab({
		answers: { [url]: history },
		tell: () => new Promise(() => {}),
	});
	expect(await confirmations.askAll()).toMatchObject([{ records: null }]);
});
