import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { type Run, readRun } from "../analysis/results.ts";
import { currentLease } from "../infra/cluster/native/lease.ts";
import { chooseVictims, identities } from "../schema/victims.ts";
import { expectFreeMachine, resultsFolderIn, Workspace } from "./workspace.ts";

const stack = "central-3";
const replicas = 3;
const seed = 5;
const workspace = new Workspace();

/** Faults that follow one another soon, each over before the next. */
const protocol = {
	durationSeconds: 44,
	faults: [
		{ kind: "kill-container", container: "app", atSeconds: 3, victims: 1 },
		{ kind: "overlap", atSeconds: 9, victims: 1 },
		{
			kind: "freeze",
			container: "app",
			atSeconds: 15,
			victims: 1,
			lastsSeconds: 4,
		},
		{ kind: "cut-off", atSeconds: 23, victims: 1, lastsSeconds: 4 },
		{ kind: "squeeze-cpu", atSeconds: 31, lastsSeconds: 2, workers: 2 },
		{
			kind: "squeeze-memory",
			container: "app",
			atSeconds: 31,
			victims: 1,
			lastsSeconds: 2,
			headroomMebibytes: 64,
		},
		{ kind: "stop-api-server", atSeconds: 37, lastsSeconds: 3 },
	],
	load: { clients: 2, readsPerSecond: 4, advancesPerSecond: 1 },
};

const pulumi = (...parameters: string[]) =>
	workspace.run(...["pulumi", ...parameters, "--non-interactive", "--stack", stack]);

/** Brings the stack up, which runs the protocol, and reads what it left. */
async function runOf(): Promise<Run> {
	const file = join(workspace.folder, "faults.yaml");
	writeFileSync(file, stringify(protocol));
	const config = { protocol: file, seed: String(seed) };
	const { code, output } = await pulumi(
		...["up", "--yes", "--skip-preview"],
		...["--config-file", workspace.configFile(stack, config)],
	);
	expect(code, output).toBe(0);
	return readRun(resultsFolderIn(output));
}

/** What was done to whom, when. */
function faultsOf({ events }: Run) {
	const start = events.find(({ event }) => event === "run-started")?.time ?? 0;
	return events
		.filter(({ event }) => event === "fault-injected")
		.map(({ fault, faultNumber, pod, senderTime = 0 }) => ({
			fault,
			faultNumber,
			pod,
			after: senderTime - start,
		}))
		.sort((a, b) => (a.faultNumber ?? 0) - (b.faultNumber ?? 0));
}

let run: Run;

beforeAll(async () => {
	expectFreeMachine();
	await pulumi("stack", "init", "--no-select");
	run = await runOf();
});

afterAll(async () => {
	if (currentLease()) await pulumi("destroy", "--yes", "--skip-preview");
	workspace.remove();
});

test("every fault of the protocol is done, and the system is steady after each", () => {
	const { manifest } = run;
	expect(manifest.incompleteBecause).toEqual([]);
	expect(manifest.protocol.faults).toHaveLength(protocol.faults.length);
	const windows = manifest.measures?.windows ?? [];
	expect(windows.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5, 6]);
	for (const { fault, steady } of windows) expect(steady, fault).not.toBeNull();
});

test("each fault was seen to bite, and to be undone if it lasts, by who didn't do it", () => {
	for (const { fault, witness } of run.manifest.measures?.windows ?? []) {
		const expected = {
			// 64 MiB of headroom: the limit is there, and the application comes nowhere near it.
			injected: fault === "squeeze-memory" ? "inconclusive" : "confirmed",
			undone: /^(kill|overlap)/.test(fault) ? undefined : "confirmed",
		};
		const { injected, undone } = witness ?? {};
		expect({ injected: injected?.outcome, undone: undone?.outcome }, `${fault}: ${JSON.stringify(witness)}`).toEqual(
			expected,
		);
	}
});

test("the faults hurt: whoever is frozen or cut off misses updates, and a killed or deleted replica has another process", () => {
	const { manifest, operations } = run;
	for (const { fault, replicas } of manifest.measures?.windows ?? []) {
		const [victim] = replicas.filter((replica) => replica.victim);
		if (fault === "freeze" || fault === "cut-off") {
			expect(victim?.longestGapSeconds, fault).toBeGreaterThan(3);
		}
		if (fault === "kill-container" || fault === "overlap") {
			const processes = operations.filter(({ pod }) => pod === victim?.pod).map(({ process }) => process);
			expect(new Set(processes).size, fault).toBeGreaterThan(1);
		}
	}
});

test("nothing that was acknowledged is lost, and clients' reads and updates are judged too", () => {
	const { manifest } = run;
	const [killed] = faultsOf(run).map(({ pod }) => pod);
	expect(manifest.violations).toEqual([]);
	expect(manifest.evidence).toHaveLength(6 * replicas);
	const unknown = (manifest.evidence ?? []).filter(({ verdict }) => verdict !== "holds");
	// Who is killed just as an update is due leaves it open whether that was done; all others must be
	// certain.
	const open = new Set(unknown.map(({ pod }) => pod));
	expect([...open]).toEqual([...open].filter((pod) => pod === killed));
	for (const { property, because } of unknown) {
		expect(because, property).toMatch(/before it was killed\.$/);
	}
	expect(manifest.measures?.reads?.count).toBeGreaterThan(200);
	expect(manifest.trust?.stealShare).not.toBeUndefined();
});

test("each fault comes at its time, to the replicas that the seed chooses", () => {
	const done = faultsOf(run);
	const chosen = protocol.faults.map((fault, i) =>
		fault.victims ? chooseVictims(identities(replicas), fault.victims, seed + i) : [undefined],
	);
	expect(done.map(({ pod }) => [pod])).toEqual(chosen);
	for (const [i, { fault, faultNumber, after }] of done.entries()) {
		const planned = protocol.faults[i];
		expect({ fault, faultNumber }).toEqual({
			fault: planned?.kind,
			faultNumber: i,
		});
		expect(Math.abs(after - (planned?.atSeconds ?? Number.NaN))).toBeLessThan(1);
	}
});
