import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { checkout } from "../../schema/checkout.ts";

/** What a program gets to end in order, in seconds. */
const endingSeconds = 60;

/** How a program ended. */
export type Ending = "fine" | "failed" | "too slow";

/**
 * Runs a program in a session of its own, in the checkout: a Ctrl-C in the terminal reaches only
 * us. However we end ourselves, it is told to end, too.
 *
 * @param options.log what it says is added to this file
 * @param options.limitSeconds when this has passed it is told to end, and after a while killed
 * @param options.signal tells it to end as soon as it aborts
 */
export async function runChild(
	command: readonly string[],
	options: {
		environment: Readonly<Record<string, string>>;
		log: string;
		limitSeconds: number;
		signal?: AbortSignal;
	},
): Promise<Ending> {
	const { environment, log, limitSeconds, signal } = options;
	mkdirSync(dirname(log), { recursive: true });
	const output = openSync(log, "a");
	const child = spawn("setpriv", ["--pdeathsig", "INT", ...command], {
		cwd: checkout,
		env: { ...process.env, ...environment },
		stdio: ["ignore", output, output],
		detached: true,
	});
	closeSync(output);
	let killer: NodeJS.Timeout | undefined;
	// A second SIGINT would end Pulumi at once, and not in order.
	const end = () => {
		if (killer) return;
		child.kill("SIGINT");
		killer = setTimeout(() => child.kill("SIGKILL"), endingSeconds * 1000);
	};
	let tooSlow = false;
	const limit = setTimeout(() => {
		tooSlow = true;
		end();
	}, limitSeconds * 1000);
	signal?.addEventListener("abort", end);
	if (signal?.aborted) end();
	try {
		const code = await new Promise<number | null>((resolve, reject) => {
			child.on("error", reject);
			child.on("exit", resolve);
		});
		if (code === 0) return "fine";
		return tooSlow ? "too slow" : "failed";
	} finally {
		clearTimeout(limit);
		clearTimeout(killer);
		signal?.removeEventListener("abort", end);
	}
}
