import { type ChildProcess, spawn } from "node:child_process";
import {
	accessSync,
	constants,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { takeOver } from "../../shell.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const STACK = "test";

export interface Outcome {
	exitCode: number | null;
	/** Standard output and standard error as they came. */
	output: string;
}

/** One resource as the engine's state describes it. */
export interface StateResource {
	urn: string;
	type: string;
	id?: string;
	inputs?: Record<string, unknown>;
	outputs?: Record<string, unknown>;
	initErrors?: string[];
}

/** Where a tool is on PATH. @throws a sentence that says what to do when it isn't there. */
export function toolPath(tool: string): string {
	for (const folder of (process.env.PATH ?? "").split(delimiter)) {
		const path = join(folder, tool);
		try {
			accessSync(path, constants.X_OK);
			return path;
		} catch {}
	}
	throw new Error(
		`${tool} is not on PATH; run the set-up first (npm run setup), which makes it, and put its tools on PATH.`,
	);
}

/**
 * A Pulumi project in a folder of its own, with the command plugin's stand-in in front of PATH and
 * its state beside it.
 */
export class TestProject {
	folder: string;
	/** Name of its only stack. */
	readonly stack = STACK;
	readonly #name: string;
	readonly #environment: NodeJS.ProcessEnv;

	/** @param name the project's */
	constructor(environment: NodeJS.ProcessEnv = {}, name = "plugins") {
		this.#name = name;
		toolPath("pulumi");
		toolPath("pulumi-language-nodejs");
		this.folder = mkdtempSync(join(tmpdir(), "plugin-test-"));
		mkdirSync(join(this.folder, "state"));
		mkdirSync(join(this.folder, "home"));
		symlinkSync(join(ROOT, "node_modules"), join(this.folder, "node_modules"));
		writeFileSync(
			join(this.folder, "Pulumi.yaml"),
			`name: ${name}\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: index.mjs\n`,
		);
		writeFileSync(join(this.folder, "package.json"), '{"name":"plugins","type":"module","main":"index.mjs"}');
		this.#environment = {
			...process.env,
			PATH: [join(ROOT, "toolchain/plugins/bin"), join(ROOT, "node_modules/.bin"), process.env.PATH].join(delimiter),
			PULUMI_HOME: join(this.folder, "home"),
			PULUMI_BACKEND_URL: `file://${join(this.folder, "state")}`,
			PULUMI_CONFIG_PASSPHRASE: "",
			PULUMI_SKIP_UPDATE_CHECK: "1",
			PULUMI_IGNORE_AMBIENT_PLUGINS: "",
			PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
			...takeOver,
			...environment,
		};
	}

	async init(): Promise<this> {
		await this.succeed("stack", "init", STACK);
		return this;
	}

	/** Sets the program: the body of a module in which pulumi, command and k8s are imported. */
	program(body: string): void {
		writeFileSync(
			join(this.folder, "index.mjs"),
			`import * as pulumi from "@pulumi/pulumi";
import { local } from "@pulumi/command";
import * as k8s from "@pulumi/kubernetes";
${body}`,
		);
	}

	/** Starts `pulumi` with these arguments; `outcome` settles when it has ended. */
	start(...args: string[]): {
		process: ChildProcess;
		outcome: Promise<Outcome>;
		output(): string;
	} {
		const child = spawn("pulumi", [...args, "--non-interactive"], {
			cwd: this.folder,
			env: this.#environment,
			stdio: ["ignore", "pipe", "pipe"],
		});
		let output = "";
		for (const stream of [child.stdout, child.stderr])
			stream.setEncoding("utf8").on("data", (text) => {
				output += text;
			});
		const outcome = new Promise<Outcome>((settle, fail) => {
			child.on("error", fail);
			child.on("close", (exitCode) => settle({ exitCode, output }));
		});
		return { process: child, outcome, output: () => output };
	}

	run(...args: string[]): Promise<Outcome> {
		return this.start(...args).outcome;
	}

	/** Runs `pulumi`, and throws what it printed if it fails. */
	async succeed(...args: string[]): Promise<string> {
		const { exitCode, output } = await this.run(...args);
		if (exitCode !== 0) throw new Error(`pulumi ${args.join(" ")}: exit code ${exitCode}\n${output}`);
		return output;
	}

	up(...args: string[]): Promise<string> {
		return this.succeed("up", "--yes", "--skip-preview", ...args);
	}

	destroy(): Promise<string> {
		return this.succeed("destroy", "--yes", "--skip-preview");
	}

	/** The resources in the engine's state; secrets stay encrypted. */
	state(): StateResource[] {
		const checkpoint = JSON.parse(
			readFileSync(join(this.folder, `state/.pulumi/stacks/${this.#name}/${STACK}.json`), "utf8"),
		);
		return checkpoint.checkpoint.latest?.resources ?? [];
	}

	/** The state of the resource with this name in the program. */
	resource(name: string): StateResource {
		const found = this.state().find(({ urn }) => urn.endsWith(`::${name}`));
		if (!found) throw new Error(`the state holds no resource named ${name}`);
		return found;
	}

	/** Folder of its local backend. */
	get backend(): string {
		return join(this.folder, "state");
	}

	/** Of every command that works on it. */
	get environment(): Record<string, string> {
		return Object.fromEntries(
			Object.entries(this.#environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
		);
	}

	/** The path of a file in the project's folder. */
	file(name: string): string {
		return join(this.folder, name);
	}

	remove(): void {
		rmSync(this.folder, { recursive: true, force: true });
	}
}
