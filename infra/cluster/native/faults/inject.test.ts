import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { clusterNodes } from "../nodes.ts";
import { identify, isRunning } from "../processes.ts";
import { type Change, undoChanges } from "./change.ts";
import { inject } from "./inject.ts";
import { HalfInjected } from "./undo.ts";

const nodes = clusterNodes(1);
const { execPath } = process;
const path = process.env.PATH;

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "holdfast-inject-"));
});
afterEach(() => {
	process.execPath = execPath;
	process.env.PATH = path;
	rmSync(folder, { recursive: true });
});

/**
 * A packet filter that keeps its rules in a file, one a line.
 *
 * @param failing shell, run before anything is done, that may exit
 */
function packetFilter(failing: string): { rules: () => string[] } {
	const rules = join(folder, "rules");
	writeFileSync(rules, "");
	const program = join(folder, "iptables");
	writeFileSync(
		program,
		`#!/bin/sh
cd ${folder}; shift 2; action=$1; shift; echo "$action" >>asked
${failing}
case $action in
--insert) echo "$*" >>rules ;;
--check) grep -qxF -e "$*" rules ;;
--delete) grep -vxF -e "$*" rules >left; mv left rules ;;
esac
`,
	);
	chmodSync(program, 0o755);
	process.env.PATH = `${folder}:${path}`;
	return {
		rules: () => readFileSync(rules, "utf8").split("\n").filter(Boolean),
	};
}

/** Fails the so-manieth call of an action. */
const failing = (action: string, nth: number) =>
	`[ "$action" = ${action} ] && [ "$(grep -cxF -e ${action} asked)" = ${nth} ] && { echo locked >&2; exit 4; }`;

const order = {
	do: "cut-off" as const,
	addresses: ["198.19.0.5", "198.19.0.6"],
	lastsSeconds: 5,
};

test("rules that can't be removed at the first try are all removed in the end, the others at once", () => {
	const { rules } = packetFilter(failing("--delete", 1));
	const undo = inject(order, nodes);
	expect(rules()).toHaveLength(4);
	expect(undo).toThrow(/still stands: packets from 198\.19\.0\.5 are dropped \(.*locked\)$/s);
	expect(rules()).toEqual(["FORWARD --source 198.19.0.5 --jump DROP"]);
	undo?.();
	expect(rules()).toEqual([]);
});

test("an injection that fails half-way is undone", () => {
	const { rules } = packetFilter(failing("--insert", 3));
	expect(() => inject(order, nodes)).toThrow("locked");
	expect(rules()).toEqual([]);
});

test("what can't be undone of one that failed half-way can be undone later", () => {
	const { rules } = packetFilter(`${failing("--insert", 3)}\n${failing("--delete", 1)}`);
	let half: unknown;
	try {
		inject(order, nodes);
	} catch (error) {
		half = error;
	}
	expect(half).toBeInstanceOf(HalfInjected);
	expect((half as Error).message).toContain("still stands: packets from");
	expect(rules()).toHaveLength(1);
	(half as HalfInjected).undo();
	expect(rules()).toEqual([]);
});

test("a busy loop that can't be started is an error of the order, and nobody dies of it", async () => {
	process.execPath = join(folder, "none");
	const changes: Change[] = [];
	expect(() =>
		inject({ do: "squeeze-cpu", workers: 2, lastsSeconds: 5 }, nodes, (more) => changes.push(...more)),
	).toThrow("The busy loop 1 of 2 can't be started");
	// The error of the child comes now.
	await sleep(50);
	expect(changes).toEqual([]);
});

test("busy loops are ended by what was noted of them, by another agent too", async () => {
	const changes: Change[] = [];
	inject({ do: "squeeze-cpu", workers: 2, lastsSeconds: 5 }, nodes, (more) => changes.push(...more));
	expect(changes.map(({ kind }) => kind)).toEqual(["loop", "loop"]);
	undoChanges(JSON.parse(JSON.stringify(changes)), nodes)();
	for (const change of changes) {
		if (change.kind !== "loop") continue;
		await expect.poll(() => isRunning(change.process)).toBe(false);
	}
});

test("a process that was stopped goes on; one that has ended since, and whose id another has, is left alone", async () => {
	const child = spawn("sleep", ["60"], { stdio: "ignore" });
	try {
		const process = identify(child.pid ?? -1);
		if (process === null) throw new Error("It doesn't run.");
		const state = () => {
			const stat = readFileSync(`/proc/${process.pid}/stat`, "utf8");
			return stat.split(") ")[1]?.[0];
		};
		child.kill("SIGSTOP");
		await expect.poll(state).toBe("T");
		const earlier = { ...process, startTicks: process.startTicks - 1 };
		undoChanges([{ kind: "stopped", process: earlier }], nodes)();
		await sleep(20);
		expect(state()).toBe("T");
		undoChanges([{ kind: "stopped", process }], nodes)();
		await expect.poll(state).not.toBe("T");
	} finally {
		child.kill("SIGKILL");
	}
});

test("a limit is put back, and that of a container that is gone is not missed", () => {
	const file = join(folder, "memory.max");
	writeFileSync(file, "5000");
	const limit = { kind: "limit" as const, file, before: "max" };
	const gone = { ...limit, file: join(folder, "gone", "memory.max") };
	undoChanges([gone, limit], nodes)();
	expect(readFileSync(file, "utf8")).toBe("max");
});
