import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Asks until it holds; an error counts as "not yet". */
export async function until(what: string, limitSeconds: number, holds: () => Promise<boolean>): Promise<void> {
	const deadline = Date.now() + limitSeconds * 1000;
	while (!(await holds().catch(() => false))) {
		if (Date.now() > deadline) throw new Error(`Waited ${limitSeconds} s in vain until ${what}.`);
		await sleep(50);
	}
	console.log(`${process.uptime().toFixed(2)} s: ${what}`);
}

/** Runs a command; `words` is split at spaces, `paths` are passed on whole. */
export function run(words: string, ...paths: string[]): void {
	const [file = "", ...parameters] = words.split(" ");
	execFileSync(file, [...parameters, ...paths], { stdio: "inherit" });
}

/** Writes a file and the folders that it is in. */
export function write(path: string, content: string, mode = 0o600): void {
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, content, { mode });
}
