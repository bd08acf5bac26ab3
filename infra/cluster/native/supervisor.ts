import { spawn } from "node:child_process";
import { existsSync, openSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { Component } from "./components.ts";
import { write } from "./effects.ts";
import type { NodeReport } from "./nodeOrder.ts";
import type { ClusterNode } from "./nodes.ts";

/** One that ends again at once mustn't take the processors. */
const restartPauseSeconds = 0.5;

/**
 * Runs a node's components: the node ends with any of them, but for those that restart, and says so
 * if it wasn't Ready yet.
 */
export class Supervisor {
	readonly #node: ClusterNode;
	/** Folder that holds containerd's shim. */
	readonly #shimFolder: string;

	constructor(node: ClusterNode, shimFolder: string) {
		this.#node = node;
		this.#shimFolder = shimFolder;
	}

	/** Starts a component; the node ends with it, or starts it again. */
	start(component: Component): void {
		const { name, command, restarts } = component;
		const [file = "", ...parameters] = command;
		const log = this.open(name);
		const child = spawn(file, parameters, {
			stdio: ["ignore", log, log],
			env: {
				...process.env,
				PATH: `${this.#shimFolder}:${process.env.PATH}`,
			},
		});
		child.on("error", (error) => {
			if (restarts === "always" && existsSync(this.#node.ready)) {
				console.error(`${name} can't start: ${error.message}; tried again.`);
				setTimeout(() => this.start(component), restartPauseSeconds * 1000);
				return;
			}
			this.fail(`${name} can't start: ${error.message}.`);
		});
		child.on("exit", (code, signal) => {
			if (existsSync(this.#node.ready)) {
				if (restarts === "when-killed" && signal === "SIGKILL") {
					console.log(`${name} was killed, and is started again.`);
					this.start(component);
					return;
				}
				if (restarts === "always") {
					console.error(`${name} ended (${signal ?? `exit code ${code}`}), and is started again.`);
					setTimeout(() => this.start(component), restartPauseSeconds * 1000);
					return;
				}
			}
			this.fail(`${name} ended (${signal ?? `exit code ${code}`}); its last lines:\n${this.lastLines(name)}`);
		});
	}

	report(content: NodeReport): void {
		const { ready } = this.#node;
		// Renamed into place, so that nobody reads half of it.
		write(`${ready}.new`, JSON.stringify(content), 0o644);
		renameSync(`${ready}.new`, ready);
	}

	fail(failure: string): never {
		console.error(failure);
		if (!existsSync(this.#node.ready)) this.report({ failure });
		process.exit(1);
	}

	/** Opens a component's log, to write to its end. */
	open(name: string): number {
		return openSync(this.#logOf(name), "a");
	}

	lastLines(name: string): string {
		return readFileSync(this.#logOf(name), "utf8").trim().split("\n").slice(-10).join("\n");
	}

	#logOf(name: string): string {
		return join(this.#node.logs, `${name}.log`);
	}
}
