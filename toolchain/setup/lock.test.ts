import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test, vi } from "vitest";
import { withFreeLock, withLock } from "./lock.ts";

const folder = mkdtempSync(join(tmpdir(), "holdfast-lock-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("work under the same lock never overlaps, and whoever waits is told once", async () => {
	const file = join(folder, "overlap");
	let inside = 0;
	let told = 0;
	const work = async () => {
		expect(++inside).toBe(1);
		await sleep(500);
		inside--;
	};
	await Promise.all([withLock(file, () => told++, work), withLock(file, () => told++, work)]);
	expect(told).toBe(1);
});

test("failed work frees the lock", async () => {
	const file = join(folder, "failed");
	const failing = withLock(
		file,
		() => {},
		() => Promise.reject(new Error("no")),
	);
	await expect(failing).rejects.toThrow("no");
	await expect(
		withLock(
			file,
			() => {},
			async () => 1,
		),
	).resolves.toBe(1);
});

test("the lock is free as soon as the work is over, though the process blocks then", async () => {
	const file = join(folder, "blocked");
	await withLock(
		file,
		() => {},
		async () => {},
	);
	const { status } = spawnSync("flock", ["--nonblock", file, "true"]);
	expect(status).toBe(0);
});

test("a killed holder frees the lock", async () => {
	const file = join(folder, "killed");
	const program = `
		import { withLock } from ${JSON.stringify(join(import.meta.dirname, "lock.ts"))};
		await withLock(${JSON.stringify(file)}, () => {}, async () => {
			console.log("locked");
			await new Promise((resolve) => setTimeout(resolve, 60_000));
		});`;
	const holder = spawn(process.execPath, ["--input-type=module", "-e", program], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	await new Promise((resolve) => holder.stdout.once("data", resolve));
	holder.kill("SIGKILL");
	await expect(
		withLock(
			file,
			() => {},
			async () => 2,
		),
	).resolves.toBe(2);
});

test("a lock that can't be taken is an error and not a wait", async () => {
	await expect(
		withLock(
			"/dev/null/lock",
			() => {},
			async () => 3,
		),
	).rejects.toThrow();
});

test("who waits for nobody is told at once that somebody else holds the lock, and has it once it is free", async () => {
	const file = join(folder, "free");
	const tryIt = () => withFreeLock(file, "It is taken.", async () => 4);
	await withFreeLock(file, "It is taken.", async () => {
		await expect(tryIt()).rejects.toThrow(new Error("It is taken."));
	});
	expect(await vi.waitFor(tryIt)).toBe(4);
});
