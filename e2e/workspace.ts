import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parse, stringify } from "yaml";
import { platformVariable } from "../infra/cluster/choose.ts";
import { currentLease } from "../infra/cluster/native/lease.ts";
import { checkout } from "../schema/checkout.ts";
import { workspacePrefix } from "./hostState.ts";

/** What a command said and how it ended. */
export interface Outcome {
	code: number | null;
	output: string;
}

/** Pulumi with a backend and results of its own, so that the tests leave the user's alone. */
export class Workspace {
	readonly folder = mkdtempSync(join(tmpdir(), workspacePrefix));
	readonly results = join(this.folder, "results");
	readonly #environment: NodeJS.ProcessEnv;
	readonly #within: readonly string[];

	/**
	 * @param environment of its commands, beside this process's own
	 * @param within what each of them begins with, such as what leads into other namespaces
	 */
	constructor(environment: Readonly<Record<string, string>> = {}, within: readonly string[] = []) {
		this.#within = within;
		this.#environment = {
			...process.env,
			// The same on every machine; a stack that names its platform has that one.
			[platformVariable]: "native",
			PULUMI_BACKEND_URL: `file://${this.folder}`,
			HOLDFAST_RESULTS: this.results,
			...environment,
		};
	}

	/** Starts a command without waiting for it. */
	start(...command: string[]): { child: ChildProcess; end: Promise<Outcome> } {
		const [file = "", ...parameters] = [...this.#within, ...command];
		const child = spawn(file, parameters, {
			cwd: checkout,
			env: this.#environment,
			stdio: ["ignore", "pipe", "pipe"],
		});
		let output = "";
		for (const stream of [child.stdout, child.stderr]) {
			stream.setEncoding("utf8").on("data", (text: string) => {
				output += text;
			});
		}
		const end = new Promise<Outcome>((resolve, reject) => {
			child.on("error", reject);
			child.on("exit", (code) => resolve({ code, output }));
		});
		return { child, end };
	}

	/** Runs a command to its end. */
	run(...command: string[]): Promise<Outcome> {
		return this.start(...command).end;
	}

	/**
	 * A copy of a stack's file with more configuration, for `--config-file`: `pulumi config set`
	 * would change the checkout.
	 */
	configFile(stack: string, config: Record<string, string>): string {
		const name = `Pulumi.${stack}.yaml`;
		const published = join(checkout, "stacks", name);
		const own = existsSync(published) ? parse(readFileSync(published, "utf8")) : {};
		const keys = Object.entries(config).map(([key, value]) => [`holdfast:${key}`, value]);
		const file = join(this.folder, name);
		writeFileSync(
			file,
			stringify({
				...own,
				config: { ...own.config, ...Object.fromEntries(keys) },
			}),
		);
		return file;
	}

	remove(): void {
		rmSync(this.folder, { recursive: true, force: true });
	}
}

/** @throws Error when some stack is up already: the tests need the machine's one cluster */
export function expectFreeMachine(): void {
	const holder = currentLease();
	if (!holder) return;
	throw new Error(
		`The stack "${holder.stack}" is up: destroy it before the tests, which need the machine's one cluster.`,
	);
}

/** The results' folder that an `up` printed; empty when it printed none. */
export function resultsFolderIn(output: string): string {
	return /^ *(?:[~+] )?results *: .*"([^"]+)"$/m.exec(output)?.[1] ?? "";
}

/**
 * Waits until something holds.
 * @throws Error that says what didn't come true
 */
export async function until(
	what: string,
	limitSeconds: number,
	holds: () => boolean | Promise<boolean>,
): Promise<void> {
	const deadline = Date.now() + limitSeconds * 1000;
	while (!(await holds())) {
		if (Date.now() > deadline) {
			throw new Error(`Waited ${limitSeconds} s in vain until ${what}.`);
		}
		await sleep(50);
	}
}
