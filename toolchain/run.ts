import { spawn } from "node:child_process";

/** Keeps what a failed command said last. */
const keptCharacters = 4000;

/**
 * Runs a command to its end.
 *
 * @param onLine called with each line of its standard error
 * @returns what it wrote to its standard output
 * @throws Error with the command's last words when it fails
 */
export function run(
	command: readonly string[],
	options: {
		cwd?: string;
		environment?: Readonly<Record<string, string>>;
		onLine?: (line: string) => void;
		limitSeconds?: number;
		/** Number of the user, and of the group, to run it as; absent: as this program. */
		user?: number;
	} = {},
): Promise<string> {
	const [file = "", ...parameters] = command;
	return new Promise((resolve, reject) => {
		const child = spawn(file, parameters, {
			cwd: options.cwd,
			env: { ...process.env, ...options.environment },
			stdio: ["ignore", "pipe", "pipe"],
			...(options.user !== undefined && {
				uid: options.user,
				gid: options.user,
			}),
			...(options.limitSeconds && { timeout: options.limitSeconds * 1000 }),
		});
		let output = "";
		let errors = "";
		let rest = "";
		child.stdout.setEncoding("utf8").on("data", (text: string) => {
			output += text;
		});
		child.stderr.setEncoding("utf8").on("data", (text: string) => {
			errors = (errors + text).slice(-keptCharacters);
			const lines = (rest + text).split("\n");
			rest = lines.pop() ?? "";
			for (const line of lines) options.onLine?.(line);
		});
		child.on("error", (error) => reject(error));
		child.on("close", (code, signal) => {
			if (code === 0) return resolve(output);
			const said = `${output.slice(-keptCharacters)}${errors}`.trim();
			reject(new Error(`"${command.join(" ")}" failed (${signal ?? `exit code ${code}`})${said ? `:\n${said}` : "."}`));
		});
	});
}
