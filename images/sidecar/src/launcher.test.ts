import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Launcher, pipeLauncher } from "./launcher.ts";

let folder: string;
let path: string;
let launcher: Launcher;
let readers: ChildProcess[];
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "launcher-"));
	path = join(folder, "start");
	execFileSync("mkfifo", [path]);
	launcher = pipeLauncher(path);
	readers = [];
});
afterEach(async () => {
	for (const reader of readers) reader.kill("SIGKILL");
	await rm(folder, { recursive: true });
});

/** Waits for the launcher as the member's container does: again, where nothing was written. */
function reader() {
	const script = `until read -r x < "${path}"; do :; done; echo "$x"`;
	const process = spawn("sh", ["-c", script], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	readers.push(process);
	const ended = once(process, "close");
	let text = "";
	process.stdout.on("data", (chunk) => {
		text += chunk;
	});
	return {
		told: async () => {
			await ended;
			return text;
		},
		async kill() {
			process.kill("SIGKILL");
			await ended;
		},
	};
}

const waits = () =>
	vi.waitFor(async () => expect(await launcher.memberWaits()).toBe(true), {
		timeout: 10_000,
		interval: 10,
	});

test("where nobody waits, or no pipe is yet, nothing opens", async () => {
	expect(await launcher.memberWaits()).toBe(false);
	expect(await launcher.launch("10.0.0.1")).toBe(false);
	const none = pipeLauncher(join(folder, "none"));
	expect(await none.memberWaits()).toBe(false);
	expect(await none.launch("10.0.0.1")).toBe(false);
});

test("a path that can't be opened is an error, not a member that doesn't wait", async () => {
	await expect(pipeLauncher(folder).memberWaits()).rejects.toThrow("EISDIR");
});

test("a member that waits is told whom to join, once, and the next one again", async () => {
	for (const address of ["10.0.0.1", "10.0.0.2"]) {
		const member = reader();
		await waits();
		expect(await launcher.memberWaits()).toBe(true);
		expect(await launcher.launch(address)).toBe(true);
		expect(await member.told()).toBe(`${address}\n`);
		expect(await launcher.launch(address)).toBe(false);
	}
});

test("a member that is seen to wait stays until it is launched", async () => {
	const member = reader();
	await waits();
	const early = await Promise.race([member.told(), new Promise((resume) => setTimeout(resume, 100, "still waiting"))]);
	expect(early).toBe("still waiting");
	await launcher.launch("10.0.0.3");
	expect(await member.told()).toBe("10.0.0.3\n");
});

test("for a member that was killed while it waited nothing is launched, and its successor is served", async () => {
	const killed = reader();
	await waits();
	await killed.kill();
	expect(await launcher.launch("10.0.0.1")).toBe(false);
	expect(await launcher.memberWaits()).toBe(false);
	const successor = reader();
	await waits();
	expect(await launcher.launch("10.0.0.2")).toBe(true);
	expect(await successor.told()).toBe("10.0.0.2\n");
});

test("a successor that comes while the killed one's pipe is still held is served too", async () => {
	const killed = reader();
	await waits();
	await killed.kill();
	const successor = reader();
	// It opens the pipe at once, for the launcher still holds its own end; till then nothing is
	// launched.
	await vi.waitFor(async () => expect(await launcher.launch("10.0.0.2")).toBe(true), {
		timeout: 10_000,
		interval: 50,
	});
	expect(await successor.told()).toBe("10.0.0.2\n");
});
