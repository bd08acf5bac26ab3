import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { isRunning } from "../test/processes.ts";
import { run } from "./run.ts";

function shell(script: string, options: Partial<Parameters<typeof run>[1]> = {}) {
	return run(
		{
			argv: ["/bin/sh", "-c", script],
			dir: tmpdir(),
			environment: { PATH: process.env.PATH, WORD: "hello" },
			stdin: undefined,
		},
		{
			signal: new AbortController().signal,
			killAfterSeconds: 1,
			onLine: () => {},
			...options,
		},
	);
}

test("a command's output, exit code and lines come back", async () => {
	const lines: string[] = [];
	const result = await shell("echo $WORD; printf 'no end' >&2; exit 4", {
		onLine: (stream, line) => lines.push(`${stream}: ${line}`),
	});
	expect(result).toEqual({
		exitCode: 4,
		endedBy: null,
		stdout: "hello\n",
		stderr: "no end",
	});
	expect(lines.sort()).toEqual(["stderr: no end", "stdout: hello"]);
});

test("a character split between two reads stays whole", async () => {
	const { stdout } = await shell("printf '\\303'; sleep 0.2; printf '\\244'");
	expect(stdout).toBe("ä");
});

test("it settles when the command has ended, though a daemon holds its output", async () => {
	const before = performance.now();
	const { stdout } = await shell("setsid sleep 5 & echo done");
	expect(stdout).toBe("done\n");
	expect(performance.now() - before).toBeLessThan(4000);
});

test("a lot of output arrives whole", async () => {
	const { stdout } = await shell("head -c 5000000 /dev/zero | tr '\\0' x");
	expect(stdout.length).toBe(5_000_000);
});

test("cancelling ends the whole group, with SIGKILL where SIGTERM does nothing", async () => {
	const stop = new AbortController();
	const pids: number[] = [];
	const running = shell("trap '' TERM; echo $$; sh -c 'echo $$; sleep 60; :'; sleep 60", {
		signal: stop.signal,
		killAfterSeconds: 0.3,
		onLine: (_stream, line) => {
			pids.push(Number(line));
			if (pids.length === 2) stop.abort(new Error("enough"));
		},
	});
	await expect(running).rejects.toThrow("enough");
	expect(pids).toHaveLength(2);
	expect(pids.filter(isRunning)).toEqual([]);
});

test("a command is not started when it is already cancelled", async () => {
	await expect(shell("echo no", { signal: AbortSignal.abort(new Error("too late")) })).rejects.toThrow("too late");
});

test("a command that can't be started is an error", async () => {
	await expect(
		run(
			{
				argv: ["/no/such/interpreter", "x"],
				dir: tmpdir(),
				environment: {},
				stdin: undefined,
			},
			{
				signal: new AbortController().signal,
				killAfterSeconds: 1,
				onLine: () => {},
			},
		),
	).rejects.toThrow("ENOENT");
});
