import fc from "fast-check";
import { expect, test } from "vitest";
import { correctHistory, position } from "../checker/exampleHistory.ts";
import { correctRecords, plan, pod } from "./damage.fixture.ts";
import { jepsenEdn } from "./jepsen.ts";

const start = 1_800_000_000;

/** The fields of a line that matter to whoever reads it. */
function read(line: string) {
	const match =
		/^\{:index (\d+), :time (\d+), :process (\d+), :type :(invoke|ok|fail|info), :f :(read|write|cas), :key "pod-\d", :value (nil|\d+|\[(?:nil|\d+) \d+\])(?:, :error ".*")?\}$/.exec(
			line,
		);
	if (match === null) throw new Error(`No operation of Jepsen's: ${line}`);
	const [, index, time, process, type, f, value] = match;
	return {
		index: Number(index),
		time: Number(time),
		process: Number(process),
		type,
		f,
		value,
	};
}

test("loads are reads, and an update replaces the state before it", () => {
	const records = correctHistory(pod, [{ persists: ["ok", "ok"] }], start);
	expect([...jepsenEdn(records)]).toEqual([
		'{:index 0, :time 0, :process 0, :type :invoke, :f :read, :key "pod-0", :value nil}',
		'{:index 1, :time 10000229, :process 1, :type :invoke, :f :cas, :key "pod-0", :value [nil 0]}',
		'{:index 2, :time 15000105, :process 0, :type :ok, :f :read, :key "pod-0", :value nil}',
		'{:index 3, :time 25000334, :process 1, :type :ok, :f :cas, :key "pod-0", :value [nil 0]}',
		'{:index 4, :time 1000000000, :process 0, :type :invoke, :f :read, :key "pod-0", :value nil}',
		'{:index 5, :time 1010000229, :process 1, :type :invoke, :f :cas, :key "pod-0", :value [0 1]}',
		'{:index 6, :time 1015000105, :process 0, :type :ok, :f :read, :key "pod-0", :value 0}',
		'{:index 7, :time 1025000334, :process 1, :type :ok, :f :cas, :key "pod-0", :value [0 1]}',
	]);
});

test("lines are in order, and each process has one operation at a time and none after one without a certain answer", () => {
	fc.assert(
		fc.property(plan, (plan) => {
			const { records, reads } = correctRecords(plan);
			const busy = new Map<number, string>();
			let before = 0;
			const lines = [...jepsenEdn(records, reads)];
			expect(lines.length).toBeGreaterThan(0);
			for (const [i, line] of lines.entries()) {
				const { index, time, process, type = "", f = "" } = read(line);
				expect(index).toBe(i);
				expect(time).toBeGreaterThanOrEqual(before);
				before = time;
				if (type === "invoke") {
					expect(busy.has(process)).toBe(false);
					busy.set(process, f);
				} else {
					expect(busy.get(process)).toBe(f);
					if (type !== "info") busy.delete(process);
				}
			}
		}),
	);
});

test("what a process tried until it succeeded is one operation", () => {
	const records = correctHistory(pod, [{ persists: ["unknown-not-applied", "unknown-not-applied", "ok"] }], start);
	const updates = [...jepsenEdn(records)].map(read).filter(({ f }) => f === "cas");
	expect(updates).toMatchObject([
		{ type: "invoke", value: "[nil 0]", time: 10_000_229 },
		{ type: "ok", value: "[nil 0]" },
	]);
});

test("an update without a certain answer is info, with the reason, and its process ends", () => {
	const records = correctHistory(pod, [{ persists: ["unknown-applied", "ok"] }], start).map((record) =>
		record.type === "unknown" ? { ...record, error: 'no "quorum"\n' } : record,
	);
	const lines = [...jepsenEdn(records)];
	const info = lines.find((line) => line.includes(":info")) as string;
	expect(info).toContain('[nil 0], :error "no \\"quorum\\"\\n"}');
	const { process, index } = read(info);
	expect(lines.slice(index + 1).map((line) => read(line).process)).not.toContain(process);
});

test("a history that begins with a state writes it first", () => {
	const records = correctHistory(pod, [{ persists: ["ok", "ok"] }], start)
		.slice(4)
		.map((record) => ({
			...record,
			number: record.number - 4,
			operation: record.operation - 4,
		}));
	expect([...jepsenEdn(records)].slice(0, 3).map(read)).toMatchObject([
		{ type: "invoke", f: "write", value: "0", time: 0 },
		{ type: "ok", f: "write", value: "0", time: 0 },
		{ type: "invoke", f: "read" },
	]);
});

test("an identity whose history lacks something is left out, and a comment says so", () => {
	const whole = correctHistory("pod-1", [{ persists: ["ok"] }], start);
	const damaged = correctHistory(pod, [{ persists: ["ok"] }], start).slice(1);
	const lines = [...jepsenEdn([...damaged, ...whole])];
	expect(lines[0]).toBe(`; "pod-0" is left out: "The history lacks record 0 of pod-0's process ${start}."`);
	expect(lines.slice(1).every((line) => line.includes('"pod-1"'))).toBe(true);
});

test("a client that looked in the store is a process; one that asked a replica what it knew is none", () => {
	const records = correctHistory(pod, [{ persists: ["ok"] }], start);
	const look = {
		pod,
		client: "looker",
		process: start,
		...position(pod, 0),
		started: start + 2,
		ended: start + 2.01,
		received: start + 2.01,
	};
	const lines = [
		...jepsenEdn(records, [
			{ ...look, kind: "stored", index: null },
			{ ...look, kind: "read" },
		]),
	];
	expect(lines.map(read).slice(4)).toMatchObject([
		{ process: 2, type: "invoke", f: "read", value: "nil" },
		{ process: 2, type: "ok", f: "read", value: "0" },
	]);
});
