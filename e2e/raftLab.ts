import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Judgement, judge } from "../analysis/checker.ts";
import { state } from "../infra/cluster/native/layout.ts";
import { type LabEvent, labEvent } from "../schema/event.ts";
import { type OperationRecord, operationRecord } from "../schema/operation.ts";
import { type HostProcess, hostProcesses } from "./processes.ts";
import { until, Workspace } from "./workspace.ts";

/** Where a member takes its own Pod's clients, on loopback. */
const memberClientPort = 5702;

/** Which process of a replica's Pod. */
export type Part = "app" | "consensus" | "member";

interface Pod {
	name: string;
	uid: string;
	address: string;
	ready: boolean;
}

/** A laboratory in the decentral mode that is up without an experiment, for faults by hand. */
export class RaftLab {
	readonly workspace = new Workspace();
	readonly stack: string;
	readonly replicas: number;
	#since = 0;

	constructor(replicas: number) {
		this.replicas = replicas;
		this.stack = `decentral-${replicas}`;
	}

	/** Makes the stack known to the workspace's backend. */
	init(): Promise<void> {
		return this.#pulumi("stack", "init", "--no-select");
	}

	async up(config: Record<string, string> = {}): Promise<void> {
		const file = this.workspace.configFile(this.stack, {
			protocol: "none",
			...config,
		});
		await this.#pulumi("up", "--yes", "--skip-preview", "--config-file", file);
		await this.untilWhole(60);
	}

	async down(): Promise<void> {
		await this.#pulumi("destroy", "--yes", "--skip-preview");
		this.workspace.remove();
	}

	async #pulumi(...parameters: string[]): Promise<void> {
		const { code, output } = await this.workspace.run(
			...["pulumi", ...parameters, "--non-interactive", "--stack", this.stack],
		);
		if (code !== 0) throw new Error(output);
	}

	async pods(): Promise<Pod[]> {
		const { output } = await this.workspace.run(
			...["kubectl", "--namespace", "holdfast", "get", "pods"],
			...["--selector", "app.kubernetes.io/name=replica", "--output", "json"],
		);
		const { items } = JSON.parse(output) as {
			items: {
				metadata: { name: string; uid: string; deletionTimestamp?: string };
				status: {
					podIP?: string;
					conditions?: { type: string; status: string }[];
				};
			}[];
		};
		return items.map(({ metadata, status }) => ({
			name: metadata.name,
			uid: metadata.uid,
			address: status.podIP ?? "",
			ready:
				metadata.deletionTimestamp === undefined &&
				status.conditions?.find(({ type }) => type === "Ready")?.status === "True",
		}));
	}

	async deletePods(names: readonly string[], graceSeconds = 1): Promise<void> {
		await this.workspace.run(
			...["kubectl", "--namespace", "holdfast", "delete", "pods", ...names],
			...["--wait=false", `--grace-period=${graceSeconds}`],
			...(graceSeconds === 0 ? ["--force"] : []),
		);
	}

	/**
	 * A replica's metrics: `name` or `name{label="value"}`, without the labels that all have → value.
	 */
	async metrics(address: string): Promise<Map<string, number>> {
		const answer = await fetch(`http://${address}:32201/metrics`, {
			signal: AbortSignal.timeout(2000),
		});
		const found = new Map<string, number>();
		for (const line of (await answer.text()).split("\n")) {
			const [, name, labels, value] = /^(\w+)\{(.*)\} (\S+)$/.exec(line) ?? [];
			if (!name || labels === undefined) continue;
			const own = labels.split(",").filter((label) => !/^(pod|mode)=/.test(label));
			const key = own.length ? `${name}{${own.join()}}` : name;
			found.set(key, Number(value));
		}
		return found;
	}

	/**
	 * Every Pod is ready, and sees all members alive and in the CP Subsystem, with every group's
	 * majority.
	 */
	async untilWhole(limitSeconds: number): Promise<void> {
		let seen = "";
		await until("the cluster is whole", limitSeconds, async () => {
			await sleep(200);
			const pods = await this.pods().catch(() => []);
			const views = await Promise.all(
				pods.map(async ({ name, address, ready }) => {
					const metrics = await this.metrics(address).catch(() => new Map());
					const members = metrics.get("holdfast_cp_members");
					const live = metrics.get("holdfast_cp_live_members");
					const lost = [...metrics].some(([key, value]) => key.startsWith("holdfast_cp_majority_lost") && value === 1);
					return { name, ready, members, live, lost };
				}),
			);
			seen = JSON.stringify(views);
			return (
				views.length === this.replicas &&
				views.every(
					({ ready, members, live, lost }) => ready && members === this.replicas && live === this.replicas && !lost,
				)
			);
		}).catch((error: Error) => {
			throw new Error(`${error.message} Seen last: ${seen}`);
		});
	}

	/** Since the mark, a Pod's member has got its seat back. */
	untilHealed(pod: string, limitSeconds: number): Promise<void> {
		return until(`${pod} has healed`, limitSeconds, async () => {
			const { events } = await this.history();
			return events.some((each) => each.event === "healed" && each.pod === pod);
		});
	}

	/** The process of one part of a Pod, as the host sees it. */
	process(pod: string, part: Part): HostProcess {
		const found = hostProcesses().find(
			({ command, environment }) =>
				environment.includes(`POD_NAME=${pod}`) &&
				(part === "member"
					? command.startsWith("java ")
					: command.includes("/app/index.mjs") &&
						environment.some((each) => each.startsWith("PEER_TOKEN=")) === (part === "consensus")),
		);
		if (!found) throw new Error(`No process "${part}" of ${pod} runs.`);
		return found;
	}

	kill(pod: string, part: Part, signal: NodeJS.Signals = "SIGKILL"): void {
		process.kill(this.process(pod, part).pid, signal);
	}

	/** Has the JVM of a Pod's member run out of memory. */
	fillHeap(pod: string): void {
		execFileSync(
			"nsenter",
			[
				...["--target", String(this.process(pod, "member").pid), "--net"],
				...[process.execPath, join(import.meta.dirname, "soak", "fillHeap.ts")],
				String(memberClientPort),
			],
			{ stdio: ["ignore", "ignore", "inherit"] },
		);
	}

	/**
	 * Lets the namespace have no more than `most` Pods, or any number again; whether that was taken.
	 */
	async limitPods(most: number | null): Promise<boolean> {
		const quota = ["quota", "held-back", "--namespace", "holdfast"];
		const { code } = await this.workspace.run(
			"kubectl",
			...(most === null ? ["delete", ...quota] : ["create", ...quota, `--hard=pods=${most}`]),
		);
		return code === 0;
	}

	/** The last line of a container's run before its present one; empty when there was none. */
	async lastWords(pod: string, container: string): Promise<string> {
		const { code, output } = await this.workspace.run(
			...["kubectl", "logs", "--namespace", "holdfast", pod],
			...["--container", container, "--previous", "--tail", "1"],
		);
		return code === 0 ? output.trim() : "";
	}

	/** Drops all packets from and to a Pod, or no longer. */
	async cutOff(address: string, cut: boolean): Promise<void> {
		const { pid } = JSON.parse(readFileSync(state.init, "utf8")) as {
			pid: number;
		};
		for (const side of ["--source", "--destination"]) {
			execFileSync("nsenter", [
				...["--target", String(pid), "--net", "iptables"],
				...[cut ? "--insert" : "--delete", "FORWARD"],
				...[side, address, "--jump", "DROP"],
			]);
		}
	}

	/** From now on is what {@link history} looks at. */
	mark(): void {
		this.#since = Date.now() / 1000;
	}

	/** What the processes recorded since the mark, and the checker's word on all of it. */
	async history(): Promise<{
		operations: OperationRecord[];
		events: LabEvent[];
		judgement: Judgement;
		/** Longest time between two acknowledged updates of a replica since the mark, seconds. */
		standstill: Map<string, number>;
	}> {
		const observer = (await this.#output("observer")).trim();
		const lines = async (file: string) =>
			(await (await fetch(`${observer}/${file}`)).text()).split("\n").filter((line) => line !== "");
		const operations = (await lines("operations.ndjson")).map((line) => operationRecord.parse(JSON.parse(line)));
		const events = (await lines("events.ndjson")).map((line) => labEvent.parse(JSON.parse(line)));
		const identities = Array.from({ length: this.replicas }, (_, i) => `pod-${i}`);
		const standstill = new Map<string, number>();
		for (const pod of identities) {
			const times = operations
				.filter((each) => each.pod === pod && each.kind === "persist")
				.filter(({ type, time }) => type === "ok" && time > this.#since)
				.map(({ time }) => time)
				.sort((a, b) => a - b);
			const ends = [this.#since, ...times, Date.now() / 1000];
			standstill.set(pod, Math.max(...ends.slice(1).map((time, i) => time - (ends[i] ?? 0))));
		}
		return {
			operations,
			events: events.filter(({ time }) => time > this.#since),
			judgement: judge(operations, events, identities),
			standstill,
		};
	}

	async #output(name: string): Promise<string> {
		const { output } = await this.workspace.run(...["pulumi", "stack", "output", name, "--stack", this.stack]);
		return output;
	}
}
