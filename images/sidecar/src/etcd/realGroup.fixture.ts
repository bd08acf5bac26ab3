/** A Raft group of real etcd processes on loopback, kept by real reconcilers in this process. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { goBinary } from "../../../../toolchain/goTools.ts";
import { etcdGateway, etcdValues } from "../../../etcdGateway.ts";
import { httpRequest } from "../../../request.ts";
import type { ConsensusEvent } from "../events.ts";
import { type Launcher, pipeLauncher } from "../launcher.ts";
import { createMetrics } from "../metrics.ts";
import type { MajorityPolicy } from "../settings.ts";
import type { StateAnswer, States } from "../states.ts";
import { groupStates } from "./groupStates.ts";
import { memberCommand } from "./memberCommand.ts";
import { membershipOf } from "./membership.ts";
import { memberFolder } from "./record.ts";
import { SeatReconciler } from "./seatReconciler.ts";

interface Pod {
	reconciler: SeatReconciler;
	states: States;
	launcher: ChildProcess;
	pipe: Launcher;
	stopped: boolean;
	/** Ends once the reconciler's last round has. */
	kept: Promise<void>;
}

export class RealGroup {
	readonly size: number;
	readonly events: (ConsensusEvent & { pod: number })[] = [];
	readonly #policy: MajorityPolicy;
	readonly #folder = mkdtempSync(join(tmpdir(), "holdfast-etcd-"));
	readonly #ports: { client: number; peer: number }[] = [];
	readonly #pods = new Map<number, Pod>();
	readonly #request = httpRequest();

	constructor(size: number, policy: MajorityPolicy = "halt") {
		this.size = size;
		this.#policy = policy;
	}

	async start(): Promise<void> {
		for (let i = 0; i < this.size; i++) {
			this.#ports.push({ client: await freePort(), peer: await freePort() });
		}
		for (let i = 0; i < this.size; i++) await this.add(i);
	}

	get #ordinals(): number[] {
		return Array.from({ length: this.size }, (_, i) => i);
	}

	/** Where the members take clients. */
	get clientUrls(): string[] {
		return this.#ports.map(({ client }) => `http://127.0.0.1:${client}`);
	}

	reconciler(ordinal: number): SeatReconciler {
		return this.#pod(ordinal).reconciler;
	}

	states(ordinal: number): States {
		return this.#pod(ordinal).states;
	}

	#pod(ordinal: number): Pod {
		const pod = this.#pods.get(ordinal);
		if (!pod) throw new Error(`There is no Pod ${ordinal} now.`);
		return pod;
	}

	/** A Pod comes, with the data that its folder still holds. */
	async add(ordinal: number): Promise<void> {
		const home = join(this.#folder, String(ordinal));
		const { client } = this.#ports[ordinal] as { client: number };
		const url = (each: number) => `http://127.0.0.1:${(this.#ports[each] as { peer: number }).peer}`;
		const peer = (each: number) => ({ name: `pod-${each}`, url: url(each) });
		const pipe = join(this.#folder, `launcher-${ordinal}`);
		const launcher = spawn(goBinary("launcher"), [pipe], {
			stdio: process.env.HOLDFAST_ETCD_LOG ? "inherit" : "ignore",
		});
		const waits = pipeLauncher(pipe);
		const call = etcdGateway(`http://127.0.0.1:${client}`, this.#request);
		const folder = memberFolder(home);
		const reconciler = new SeatReconciler({
			ordinal,
			podPrefix: "pod",
			members: this.#ordinals,
			group: "group-0",
			urlOf: url,
			command: (state, token) =>
				memberCommand({
					program: goBinary("etcd"),
					seat: "own",
					folder: folder.data,
					self: peer(ordinal),
					cluster: this.#ordinals.map(peer),
					state,
					token,
					durable: false,
					clientPort: client,
					peerHost: "127.0.0.1",
				}),
			folder,
			launcher: waits,
			membership: membershipOf(call),
			peers: {
				view: async (each, wantsTicket) =>
					(await this.#pods.get(each)?.reconciler.view(wantsTicket)) ?? { kind: "silent" },
				replace: (by) => this.reconciler(by).replace(ordinal),
				promote: (by, id) => this.reconciler(by).promote(id),
				memberIds: (by) => this.reconciler(by).memberIds(),
			},
			majorityPolicy: this.#policy,
			resetAfterSeconds: 1,
			formationLimitSeconds: 60,
			metrics: createMetrics({ pod: `pod-${ordinal}`, mode: "test" }),
			report: (event) => this.events.push({ ...event, pod: ordinal }),
			log: (line) => {
				if (process.env.HOLDFAST_ETCD_LOG) console.log(`pod-${ordinal}: ${line}`);
			},
			clock: () => performance.now() / 1000,
			onFormationLimit: () => {},
		});
		const pod: Pod = {
			reconciler,
			states: groupStates(etcdValues(call)),
			launcher,
			pipe: waits,
			stopped: false,
			kept: Promise.resolve(),
		};
		pod.kept = this.#keep(pod);
		this.#pods.set(ordinal, pod);
	}

	async #keep(pod: Pod): Promise<void> {
		await pod.reconciler.load();
		while (!pod.stopped) {
			await pod.reconciler.round().catch((error: Error) => {
				if (process.env.HOLDFAST_ETCD_LOG) console.log(error.message);
			});
			// The kubelet's part: a container whose probe says so is started anew.
			if (pod.reconciler.state.toBeReset && pod.reconciler.state.status) {
				this.#signalMember(pod, "SIGKILL");
			}
			await sleep(100);
		}
	}

	/** Ends the member alone; its launcher stays. */
	killMember(ordinal: number): void {
		this.#signalMember(this.#pod(ordinal), "SIGKILL");
	}

	#signalMember({ launcher }: Pod, signal: NodeJS.Signals): void {
		for (const child of childrenOf(launcher.pid as number)) {
			process.kill(child, signal);
		}
	}

	/** A Pod goes, and with it its data, unless these are on a volume. */
	async remove(ordinal: number, { keepData = false }: { keepData?: boolean } = {}): Promise<void> {
		const pod = this.#pod(ordinal);
		this.#pods.delete(ordinal);
		pod.stopped = true;
		this.#signalMember(pod, "SIGKILL");
		pod.launcher.kill("SIGKILL");
		await pod.kept;
		await pod.pipe.close();
		rmSync(join(this.#folder, `launcher-${ordinal}`), { force: true });
		if (!keepData) rmSync(join(this.#folder, String(ordinal)), { recursive: true, force: true });
	}

	async end(): Promise<void> {
		await Promise.all([...this.#pods.keys()].map((each) => this.remove(each)));
		rmSync(this.#folder, { recursive: true, force: true });
	}

	/** Every Pod's member has its vote, and sees all others'. */
	untilWhole(limitSeconds: number): Promise<void> {
		return until("the group is whole", limitSeconds, async () =>
			this.#ordinals.every((each) => {
				const state = this.#pods.get(each)?.reconciler.state;
				return state?.serves && state.voters === this.size && state.alive === this.size;
			}),
		);
	}

	/** Writes until it is acknowledged, however long that takes within the limit. */
	async write(ordinal: number, identifier: string, state: string, limitSeconds = 40): Promise<void> {
		let last: StateAnswer | null = null;
		await until(`${state} is stored`, limitSeconds, async () => {
			last = await this.states(ordinal).write({ identifier, state });
			return last.kind === "ok";
		}).catch((error: Error) => {
			throw new Error(`${error.message} Last answer: ${JSON.stringify(last)}`);
		});
	}
}

/** @throws Error when it didn't come true in time */
export async function until(what: string, limitSeconds: number, found: () => Promise<boolean>): Promise<void> {
	const end = performance.now() + limitSeconds * 1000;
	while (!(await found())) {
		if (performance.now() > end) throw new Error(`Not within ${limitSeconds} s: ${what}.`);
		await sleep(50);
	}
}

function childrenOf(pid: number): number[] {
	try {
		// Each thread has its own: the one that started a child is its parent.
		return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
			readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean).map(Number),
		);
	} catch {
		return [];
	}
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as { port: number };
	server.close();
	await once(server, "close");
	return port;
}
