import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as pause, setImmediate } from "node:timers/promises";

/**
 * After the command itself has ended, its pipes are read until nothing has come for this long; a
 * daemon may hold them open.
 */
const IDLE_MILLISECONDS = 100;
/** A daemon that goes on writing into them isn't listened to for longer than this. */
const DRAIN_ROUNDS = 30;
const GROUP_CHECK_MILLISECONDS = 50;

export interface Command {
	/** Program and arguments. */
	argv: [string, ...string[]];
	dir: string;
	environment: Record<string, string | undefined>;
	stdin: string | undefined;
}

export interface Result {
	/** Null when a signal ended it. */
	exitCode: number | null;
	endedBy: NodeJS.Signals | null;
	stdout: string;
	stderr: string;
}

/**
 * Runs a command in a process group of its own. When `signal` aborts, the whole group gets SIGTERM,
 * and SIGKILL if any of it is left after `killAfterSeconds`; only then does the promise settle. A
 * process that the command has put into a session of its own (a daemon) is neither waited for nor
 * killed.
 *
 * @throws when the command can't be started, or with the signal's reason when it was cancelled
 */
export async function run(
	command: Command,
	options: {
		signal: AbortSignal;
		killAfterSeconds: number;
		/** Called with each complete line as it comes, without its line end. */
		onLine(stream: "stdout" | "stderr", line: string): void;
	},
): Promise<Result> {
	const { signal } = options;
	signal.throwIfAborted();
	const [program, ...args] = command.argv;
	const child = spawn(program, args, {
		cwd: command.dir,
		env: command.environment,
		detached: true,
		stdio: [command.stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"],
	});
	// A command that doesn't read its input closes it: not an error.
	child.stdin?.on("error", () => {});
	child.stdin?.end(command.stdin);
	const stdout = collect(child.stdout as Readable, (line) => options.onLine("stdout", line));
	const stderr = collect(child.stderr as Readable, (line) => options.onLine("stderr", line));

	let groupGone: Promise<void> | undefined;
	const cancel = () => {
		if (child.pid !== undefined) groupGone = endGroup(child.pid, options.killAfterSeconds);
	};
	signal.addEventListener("abort", cancel, { once: true });
	try {
		const [exitCode, endedBy] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
			child.on("error", reject);
			child.on("close", (code, killedBy) => resolve([code, killedBy]));
			child.on("exit", async (code, killedBy) => {
				let seen = -1;
				for (let round = 0; round < DRAIN_ROUNDS; round++) {
					if (seen === stdout.bytes() + stderr.bytes()) break;
					seen = stdout.bytes() + stderr.bytes();
					await pause(IDLE_MILLISECONDS);
					// On a busy machine the timer may come before what is already in the pipes.
					await setImmediate();
				}
				resolve([code, killedBy]);
			});
		});
		await groupGone;
		signal.throwIfAborted();
		return {
			exitCode,
			endedBy,
			stdout: stdout.text(),
			stderr: stderr.text(),
		};
	} finally {
		signal.removeEventListener("abort", cancel);
		child.stdout?.destroy();
		child.stderr?.destroy();
	}
}

/** Gathers a stream's text and reports its lines. */
function collect(stream: Readable, onLine: (line: string) => void): { text(): string; bytes(): number } {
	const decoder = new StringDecoder("utf8");
	const parts: string[] = [];
	let unfinished = "";
	let bytes = 0;
	const take = (text: string) => {
		if (text === "") return;
		parts.push(text);
		const lines = (unfinished + text).split("\n");
		unfinished = lines.pop() as string;
		for (const line of lines) onLine(line);
	};
	stream.on("data", (chunk: Buffer) => {
		bytes += chunk.length;
		take(decoder.write(chunk));
	});
	return {
		bytes: () => bytes,
		text() {
			take(decoder.end());
			if (unfinished !== "") onLine(unfinished);
			unfinished = "";
			return parts.join("");
		},
	};
}

/**
 * Ends a process group: SIGTERM, then SIGKILL for what is left. Resolves when none of it runs any
 * more.
 */
async function endGroup(group: number, killAfterSeconds: number) {
	const deadline = performance.now() + killAfterSeconds * 1000;
	signalGroup(group, "SIGTERM");
	while (groupRuns(group)) {
		await pause(GROUP_CHECK_MILLISECONDS);
		if (performance.now() > deadline) signalGroup(group, "SIGKILL");
	}
}

/** Sends a signal (0: none, only look); false when the group has no process left. */
function signalGroup(group: number, name: NodeJS.Signals | 0): boolean {
	try {
		process.kill(-group, name);
		return true;
	} catch {
		return false;
	}
}

/**
 * Whether a process of the group is alive. Dead ones may stay in the process table until somebody
 * asks for them.
 */
function groupRuns(group: number): boolean {
	if (!signalGroup(group, 0)) return false;
	return readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name))
		.some((pid) => {
			try {
				const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
				// After the name in parentheses: state, parent, process group.
				const [state, , processGroup] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
				return Number(processGroup) === group && state !== "Z";
			} catch {
				return false;
			}
		});
}
