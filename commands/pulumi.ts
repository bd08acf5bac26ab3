import { spawn } from "node:child_process";
import { checkout } from "../schema/checkout.ts";
import { shellEnvironment } from "../toolchain/shell.ts";

/**
 * Runs the Pulumi command line with the user's terminal.
 *
 * A Ctrl-C reaches Pulumi, too, which then ends in order; whoever calls this only learns of it by
 * the exit code.
 * @returns its exit code; 130 after Ctrl-C
 */
export async function pulumi(...parameters: string[]): Promise<number> {
	let interrupted = false;
	const note = () => {
		interrupted = true;
	};
	process.on("SIGINT", note);
	const child = spawn("pulumi", parameters, {
		cwd: checkout,
		stdio: "inherit",
		env: { ...process.env, ...shellEnvironment() },
	});
	const terminate = () => child.kill("SIGINT");
	process.on("SIGTERM", terminate);
	const code = await new Promise<number>((resolve, reject) => {
		child.on("error", reject);
		child.on("exit", (status) => resolve(status ?? 1));
	});
	process.off("SIGINT", note);
	process.off("SIGTERM", terminate);
	return interrupted ? 130 : code;
}
