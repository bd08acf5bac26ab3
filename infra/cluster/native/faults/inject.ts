import { execFileSync, spawn } from "node:child_process";
import { memoryLimitOf, processesNamed, processesOf } from "./containers.ts";
import type { FaultOrder } from "./order.ts";

/** Undoes a fault; once. */
export type Undo = () => void;

/**
 * Does what the order says.
 *
 * @returns how to undo it, where it lasts
 * @throws Error when it can't be done; nothing of it is left then
 */
export function inject(order: FaultOrder): Undo | null {
	switch (order.do) {
		case "kill":
			signal(order.containers.flatMap(processesOf), "SIGKILL");
			return null;
		case "freeze":
			return freeze(order.containers.flatMap(processesOf));
		case "stop-api-server":
			return freeze(processesNamed("kube-apiserver"));
		case "cut-off":
			return cutOff(order.addresses);
		case "squeeze-cpu":
			return burn(order.workers);
		case "squeeze-memory":
			return limitMemory(
				order.containers,
				order.headroomMebibytes * 1024 * 1024,
			);
	}
}

function signal(processes: readonly number[], name: NodeJS.Signals): void {
	for (const pid of processes) {
		try {
			process.kill(pid, name);
		} catch (error) {
			// It ended in the meantime.
			if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
		}
	}
}

function freeze(processes: readonly number[]): Undo {
	signal(processes, "SIGSTOP");
	return () => signal(processes, "SIGCONT");
}

function cutOff(addresses: readonly string[]): Undo {
	const rules = addresses.flatMap((address) =>
		["--source", "--destination"].map((side) => ({
			program: address.includes(":") ? "ip6tables" : "iptables",
			rule: ["FORWARD", side, address, "--jump", "DROP"],
		})),
	);
	const change = (action: string, count = rules.length) => {
		for (const { program, rule } of rules.slice(0, count)) {
			execFileSync(program, ["--wait", "5", action, ...rule], {
				stdio: ["ignore", "ignore", "pipe"],
			});
		}
	};
	let done = 0;
	try {
		for (const { program, rule } of rules) {
			execFileSync(program, ["--wait", "5", "--insert", ...rule]);
			done++;
		}
	} catch (error) {
		change("--delete", done);
		throw error;
	}
	return () => change("--delete");
}

function burn(workers: number): Undo {
	const loops = Array.from({ length: workers }, () =>
		spawn(process.execPath, ["--eval", "for (;;);"], { stdio: "ignore" }),
	);
	return () => {
		for (const loop of loops) loop.kill("SIGKILL");
	};
}

function limitMemory(
	containers: readonly string[],
	headroomBytes: number,
): Undo {
	const limits = containers.map(memoryLimitOf);
	const restore = () => {
		for (const limit of limits) limit.restore();
	};
	try {
		for (const limit of limits) {
			limit.set(limit.workingSetBytes + headroomBytes);
		}
	} catch (error) {
		restore();
		throw error;
	}
	return restore;
}
