import { expect, test } from "vitest";
import { operationRecord } from "../../../schema/operation.ts";
import { operationHistory, type SentRecord } from "./history.ts";

test("records are numbered without a hole, and each end names its invoke", () => {
	const sent: SentRecord[] = [];
	let now = 1000;
	const ended: unknown[] = [];
	const history = operationHistory({
		pod: "pod-0",
		process: 999,
		clock: () => now++,
		send: (record) => sent.push(record),
		onEnd: (...end) => ended.push(end),
	});
	const load = history.invoke("load", 1000, { index: null, state: null });
	const persist = history.invoke("persist", 1000, { index: 0, state: "s" });
	load.end("ok", { index: null, state: null, revision: null });
	persist.end("unknown", {
		index: 0,
		state: "s",
		revision: null,
		error: "timed out",
	});
	expect(history.length()).toEqual({ records: 4, persisted: 0 });
	history.invoke("persist", 1001, { index: 0, state: "s" }).end("ok", { index: 0, state: "s", revision: null });
	expect(history.length()).toEqual({ records: 6, persisted: 1 });
	expect(sent.map(({ number, operation, type }) => [number, operation, type])).toEqual([
		[0, 0, "invoke"],
		[1, 1, "invoke"],
		[2, 0, "ok"],
		[3, 1, "unknown"],
		[4, 4, "invoke"],
		[5, 4, "ok"],
	]);
	expect(ended).toEqual([
		["load", "ok", 2],
		["persist", "unknown", 2],
		["persist", "ok", 1],
	]);
	for (const record of sent) {
		expect(() => operationRecord.parse({ ...record, received: 1 })).not.toThrow();
	}
});
