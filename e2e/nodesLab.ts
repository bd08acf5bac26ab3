/** What the tests on several nodes have in common. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { stringify } from "yaml";
import { type Run, readRun } from "../analysis/results.ts";
import { currentLease } from "../infra/cluster/native/lease.ts";
import { clusterNodes } from "../infra/cluster/native/nodes.ts";
import { resultsFolderIn, Workspace } from "./workspace.ts";

export const nodes = clusterNodes(3);

/** Kubernetes notices after 50 s; then it evicts, and the Pods start elsewhere. */
const stopSeconds = 85;

/** A node is without power for a while; perhaps somebody says that it is out of service. */
export function powerCut(outOfService: boolean) {
	return {
		durationSeconds: stopSeconds + 15,
		settleSeconds: 120,
		faults: [
			{
				kind: "stop-node",
				atSeconds: 5,
				lastsSeconds: stopSeconds,
				outOfService,
			},
		],
	};
}

/**
 * A node's Pods are asked to leave, each once a budget lets it go: one after the other's return.
 */
export const drain = {
	durationSeconds: 52,
	faults: [{ kind: "drain-node", atSeconds: 5, lastsSeconds: 40 }],
};

/** A stack on three nodes. */
export class NodesLab {
	readonly workspace = new Workspace();
	readonly #stack: string;

	constructor(stack: string) {
		this.#stack = stack;
	}

	async init(): Promise<void> {
		const { code, output } = await this.pulumi(...["stack", "init", this.#stack, "--no-select"]);
		expect(code, output).toBe(0);
	}

	/** Brings the stack up, which runs the protocol; returns what Pulumi said. */
	async up(config: { run: string; protocol: string }): Promise<string> {
		const all = { nodes: String(nodes.length), ...config };
		const { code, output } = await this.pulumi(
			...["up", "--yes", "--skip-preview", "--stack", this.#stack],
			...["--config-file", this.workspace.configFile(this.#stack, all)],
		);
		expect(code, output).toBe(0);
		return output;
	}

	/** A run of a protocol, and what it left. */
	async run(name: string, protocol: object): Promise<Run> {
		const file = join(this.workspace.folder, "nodes.yaml");
		writeFileSync(file, stringify(protocol));
		return readRun(resultsFolderIn(await this.up({ run: name, protocol: file })));
	}

	destroy(): Promise<{ code: number | null; output: string }> {
		return this.pulumi(...["destroy", "--yes", "--skip-preview", "--stack", this.#stack]);
	}

	/** Leaves nothing running, whatever happened. */
	async close(): Promise<void> {
		if (currentLease()) await this.destroy();
		this.workspace.remove();
	}

	async kubectl(...parameters: string[]): Promise<string> {
		const { code, output } = await this.workspace.run("kubectl", ...parameters);
		expect(code, output).toBe(0);
		return output;
	}

	pulumi(...parameters: string[]) {
		return this.workspace.run("pulumi", ...parameters, "--non-interactive");
	}
}

/**
 * Whom the run's fault hit, on which node, and where Pods of those names were started until the
 * fault was undone.
 */
export function courseOf({ events }: Run) {
	const hits = events.filter(({ event }) => event === "fault-injected");
	const from = hits[0]?.time ?? Number.NaN;
	const to = events.find(({ event }) => event === "fault-healed")?.time ?? Number.NaN;
	const node = /on the node (\S+)$/.exec(hits[0]?.detail ?? "")?.[1];
	const victims = new Set(hits.map(({ pod }) => pod));
	const moves = events.filter(
		({ event, pod, time }) => event === "scheduled" && victims.has(pod) && time > from && time < to,
	);
	return { node, victims, moves };
}

/** The run's fault hit a further node, and every Pod on it went on elsewhere. */
export function expectMoved(run: Run): void {
	expectSafe(run);
	const { node, victims, moves } = courseOf(run);
	expect(nodes.slice(1).map(({ name }) => name)).toContain(node);
	expect(victims.size).toBeGreaterThan(0);
	expect(new Set(moves.map(({ pod }) => pod))).toEqual(victims);
	for (const { detail } of moves) expect(detail).not.toBe(node);
}

/** The run's fault hit Pods, which stayed away until it was undone. */
export function expectStayed(run: Run): void {
	expectSafe(run);
	const { victims, moves } = courseOf(run);
	expect(victims.size).toBeGreaterThan(0);
	expect(moves).toEqual([]);
	for (const window of run.manifest.measures?.windows ?? []) {
		for (const { victim, longestGapSeconds } of window.replicas) {
			if (victim) expect(longestGapSeconds).toBeGreaterThan(stopSeconds - 5);
		}
	}
}

function expectSafe({ manifest }: Run): void {
	expect(manifest.incompleteBecause).toEqual([]);
	expect(manifest.violations).toEqual([]);
	for (const { fault, steady } of manifest.measures?.windows ?? []) {
		expect(steady, fault).not.toBeNull();
	}
}
