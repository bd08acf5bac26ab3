import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listRuns } from "../analysis/results.ts";
import { state } from "../infra/cluster/native/layout.ts";
import { currentLease } from "../infra/cluster/native/lease.ts";
import { type HostState, hostState } from "./hostState.ts";
import { hostProcesses } from "./processes.ts";
import { expectFreeMachine, until, Workspace } from "./workspace.ts";

const workspace = new Workspace();
let before: HostState;

const command = [
	...["node", "commands/sweep.ts"],
	...["--modes", "central", "--replicas", "3", "--protocol", "quick"],
	...["--set", "duration=8", "--set", "faultAt=2", "--set", "failures=1"],
	...["--repeat", "2", "--retries", "0"],
];

/** The runs with a complete result: what each says of where it comes from. */
async function completeRuns(): Promise<string[]> {
	const { runs } = await listRuns(workspace.results);
	return runs.filter(({ manifest }) => manifest.status === "complete").map(({ manifest }) => manifest.run);
}

function isExperimentRunning(): boolean {
	return hostProcesses().some(({ command }) => command.includes("k6/chaos.ts"));
}

beforeAll(() => {
	expectFreeMachine();
	before = hostState();
});

afterAll(async () => {
	if (currentLease()) {
		await workspace.run(...["node", "commands/release.ts", "--force"]);
	}
	workspace.remove();
});

test("a sweep that is killed in the middle of a run goes on with the same command, and leaves nothing behind", async () => {
	const { child, end } = workspace.start(...command);
	const ended = end.then(({ output }) => {
		throw new Error(`The sweep ended before its first experiment:\n${output}`);
	});
	await Promise.race([until("the first experiment runs", 180, isExperimentRunning), ended]);
	ended.catch(() => {});
	const other = await workspace.run(...command);
	expect(other.code, other.output).toBe(1);
	expect(other.output).toContain("Another sweep is at work on this machine");

	child.kill("SIGKILL");
	await end;
	expect(await completeRuns()).toEqual([]);
	expect(currentLease()?.stack).toBe("central-3");

	const { code, output } = await workspace.run(...command);
	expect(code, output).toBe(0);
	const runs = await completeRuns();
	expect(runs).toHaveLength(2);
	expect(runs[0]).toMatch(/^sweep .*: central-3 quick 1\/2, attempt 2$/);
	expect(runs[1]).toMatch(/^sweep .*: central-3 quick 2\/2, attempt 1$/);

	const index = readFileSync(join(workspace.results, "index.json"), "utf8");
	for (const run of runs) expect(index).toContain(run);
	expect(globSync("sweeps/*/journal.ndjson", { cwd: workspace.results })).toHaveLength(1);
	expect(globSync("sweeps/*/backend", { cwd: workspace.results })).toEqual([]);
	expect(existsSync(state.lease)).toBe(false);
	const now = hostState();
	const left = now.processes.filter((each) => !before.processes.includes(each));
	expect({ ...now, processes: left }).toEqual({ ...before, processes: [] });
});

test("a sweep that is over does nothing more", async () => {
	const { code, output } = await workspace.run(...command);
	expect(code, output).toBe(0);
	expect(await completeRuns()).toHaveLength(2);
});
