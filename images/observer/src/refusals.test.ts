import { expect, test } from "vitest";
import type { LabEvent } from "../../../schema/event.ts";
import { createRefusals } from "./refusals.ts";

function lab() {
	const now = { time: 1000 };
	const events: LabEvent[] = [];
	const refusals = createRefusals({
		clock: () => now.time,
		tell: (event) => events.push(event),
		pauseSeconds: 10,
	});
	return { now, events, refusals };
}

test("what isn't stored is told once for each process and kind in a while, and counted", () => {
	const { now, events, refusals } = lab();
	const one = { pod: "pod-0", process: 1 };
	for (let time = 1000; time < 1012; time++) {
		now.time = time;
		refusals.refuse("not-stored", "full", one);
	}
	refusals.refuse("not-stored", "full", { ...one, process: 2 });
	refusals.refuse("conflict", "twice", one);
	refusals.refuse("not-stored", "full", {});
	expect(refusals.count()).toBe(15);
	const common = { source: "observer", event: "record-refused" };
	expect(events).toEqual([
		{ time: 1000, ...common, ...one, detail: "full" },
		{
			time: 1010,
			...common,
			...one,
			detail: "full (9 times more since the last time that this was told)",
		},
		{ time: 1011, ...common, pod: "pod-0", process: 2, detail: "full" },
		{ time: 1011, ...common, ...one, detail: "twice" },
		{ time: 1011, ...common, detail: "full" },
	]);
});

test("however many processes there are said to be, events stay limited", () => {
	const { events, refusals } = lab();
	for (let process = 1; process < 20_000; process++) {
		refusals.refuse("not-understood", "nonsense", { pod: "pod-0", process });
	}
	expect(events.length).toBe(10_000);
	expect(refusals.count()).toBe(19_999);
});
