import { randomBytes } from "node:crypto";
import { changesBetween } from "../provider/changes.ts";
import type { Operation, Provider } from "../provider/resources.ts";
import { type Properties, UNKNOWN } from "../provider/values.ts";
import { type CommandInputs, checkInputs, type Logging } from "./inputs.ts";
import { type Result, run } from "./run.ts";

/**
 * A cancelled command gets this long to end by itself. Shorter than the 5 s the engine leaves the
 * plugin.
 */
const KILL_AFTER_SECONDS = 3;
const ERROR_LINES = 20;

const TYPE = "command:local:Command";

/** The part of the Pulumi command provider that runs commands on this machine. */
export const commandProvider: Provider = {
	configure() {},

	check({ type, inputs }) {
		if (type !== TYPE)
			return {
				inputs,
				failures: [
					{
						property: "",
						reason: `${type} is not supported by this stand-in for the Pulumi command provider, which knows ${TYPE} only.`,
					},
				],
			};
		return { inputs, failures: checkInputs(inputs) };
	},

	diff({ oldInputs, newInputs }) {
		return {
			changes: changesBetween(oldInputs, newInputs),
			replaces: ({ path }) => path[0] === "triggers",
		};
	},

	async create(inputs, operation) {
		const id = `${operation.name}${randomBytes(4).toString("hex")}`;
		return { id, outputs: await outputs("create", inputs, {}, operation) };
	},

	async update(_id, old, inputs, operation) {
		return outputs(typeof inputs.update === "string" ? "update" : "create", inputs, old.outputs, operation);
	},

	async delete(_id, old, operation) {
		await outputs("delete", old.outputs, old.outputs, operation);
	},

	async read(_id, old) {
		return { inputs: old.inputs ?? {}, outputs: old.outputs };
	},

	// Whatever a command prints may contain any secret it was given.
	secrets(_inputs, marked) {
		return marked === undefined ? undefined : { stdout: true, stderr: true };
	},
};

/**
 * Runs one of the commands in `properties`, if it is there, and returns them together with what it
 * printed.
 */
async function outputs(
	step: "create" | "update" | "delete",
	properties: Properties,
	previous: Properties,
	operation: Operation,
): Promise<Properties> {
	if (operation.preview) return { ...properties, stdout: UNKNOWN, stderr: UNKNOWN };
	const inputs = properties as CommandInputs;
	const command = inputs[step];
	if (command === undefined)
		return {
			...properties,
			stdout: previous.stdout ?? "",
			stderr: previous.stderr ?? "",
		};

	const dir = inputs.dir ?? process.cwd();
	const logged = loggedStreams(inputs.logging);
	const signal =
		operation.timeoutSeconds === undefined
			? operation.signal
			: AbortSignal.any([operation.signal, timeout(step, operation.timeoutSeconds)]);
	let result: Result;
	try {
		result = await run(
			{
				argv: [
					...(inputs.interpreter?.length ? (inputs.interpreter as [string]) : (["/bin/sh", "-c"] as const)),
					command,
				],
				dir,
				environment: environmentOf(inputs, previous),
				stdin: inputs.stdin || undefined,
			},
			{
				signal,
				killAfterSeconds: KILL_AFTER_SECONDS,
				onLine: (stream, line) => {
					if (logged.includes(stream)) operation.status(line);
				},
			},
		);
	} catch (error) {
		if (signal.aborted)
			throw new Error(`${step} was stopped, with everything it had started: ${(signal.reason as Error).message}.`);
		throw new Error(`${step} could not be started in ${dir}: ${(error as Error).message}; check interpreter and dir.`);
	}
	if (result.exitCode !== 0) throw new Error(failure(step, result));
	return {
		...properties,
		stdout: result.stdout.replace(/\n$/, ""),
		stderr: result.stderr.replace(/\n$/, ""),
	};
}

function timeout(step: string, seconds: number): AbortSignal {
	const controller = new AbortController();
	setTimeout(
		() => controller.abort(new Error(`it took longer than the ${seconds} s that customTimeouts.${step} allows`)),
		seconds * 1000,
	).unref();
	return controller.signal;
}

/**
 * What the command finds in its environment: ours, the resource's own, and what its last run
 * printed.
 */
export function environmentOf(inputs: CommandInputs, previous: Properties): Record<string, string | undefined> {
	const environment = { ...process.env, ...inputs.environment };
	if (inputs.addPreviousOutputInEnv !== false) {
		if (typeof previous.stdout === "string" && previous.stdout !== "")
			environment.PULUMI_COMMAND_STDOUT = previous.stdout;
		if (typeof previous.stderr === "string" && previous.stderr !== "")
			environment.PULUMI_COMMAND_STDERR = previous.stderr;
	}
	return environment;
}

/** Which streams the engine's progress display shows. */
export function loggedStreams(logging: Logging | undefined): string[] {
	if (logging === "none") return [];
	if (logging === "stdout" || logging === "stderr") return [logging];
	return ["stdout", "stderr"];
}

/**
 * Says how a command failed, with the last it said on standard error, or else on standard output.
 */
export function failure(step: string, result: Result): string {
	const how = result.exitCode === null ? `was ended by ${result.endedBy}` : `failed with exit code ${result.exitCode}`;
	const [stream, output] =
		result.stderr.trim() === "" ? ["standard output", result.stdout] : ["standard error", result.stderr];
	const lines = output.trimEnd().split("\n");
	if (output.trim() === "") return `${step} ${how}; it printed nothing.`;
	const shown = lines.slice(-ERROR_LINES);
	const which = shown.length < lines.length ? `the last ${shown.length} lines of its` : "its";
	return `${step} ${how}; ${which} ${stream}:\n${shown.join("\n")}`;
}
