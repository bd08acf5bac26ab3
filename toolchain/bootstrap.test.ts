import { spawn } from "node:child_process";
import {
	chmodSync,
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

/**
 * A fresh clone, and an npm that takes a while, notes each call, and fails when two are at it in
 * one folder.
 */
let clone: string;
let npmCalls: string;
beforeEach(() => {
	clone = mkdtempSync(join(tmpdir(), "holdfast-clone-"));
	npmCalls = join(clone, "npm-calls");
	for (const folder of ["toolchain", "bin", "images/store"]) mkdirSync(join(clone, folder), { recursive: true });
	for (const file of ["bootstrap.mjs", "commands.mjs", "installPackages.mjs"])
		copyFileSync(join(import.meta.dirname, file), join(clone, "toolchain", file));
	for (const folder of ["", "images/store"]) writeFileSync(join(clone, folder, "package-lock.json"), "{}");
	writeFileSync(join(clone, "toolchain", "say.ts"), 'console.log("it runs");');
	npm(`
[ -e busy ] && { echo "two at once" >&2; exit 1; }
touch busy; rm -rf node_modules; sleep 0.5; mkdir -p node_modules/.bin
ln -s "${process.execPath}" node_modules/.bin/node; rm busy`);
});
afterEach(() => rmSync(clone, { recursive: true }));

function npm(script: string): void {
	const file = join(clone, "bin", "npm");
	writeFileSync(file, `#!/bin/sh\necho "$PWD $*" >>"${npmCalls}"${script}\n`);
	chmodSync(file, 0o755);
}
function start(...parameters: string[]) {
	const child = spawn(process.execPath, [join(clone, "toolchain", "bootstrap.mjs"), ...parameters], {
		env: {
			...process.env,
			PATH: `${join(clone, "bin")}:${process.env.PATH}`,
		},
		stdio: ["ignore", "pipe", "pipe"],
	});
	let said = "";
	for (const stream of [child.stdout, child.stderr])
		stream.on("data", (text) => {
			said += text;
		});
	const end = new Promise<{ code: number | null; said: string }>((resolve) =>
		child.on("close", (code) => resolve({ code, said })),
	);
	return { child, end };
}
const calls = () => (existsSync(npmCalls) ? readFileSync(npmCalls, "utf8").trim().split("\n") : []);

test("of several first commands at once, one installs each folder's packages, the others wait, and all run", async () => {
	const commands = [start("toolchain/say.ts")];
	await sleep(200);
	commands.push(start("toolchain/say.ts"), start("toolchain/say.ts"));
	const ends = await Promise.all(commands.map(({ end }) => end));
	for (const { code, said } of ends) {
		expect(said).toContain("it runs");
		expect(code).toBe(0);
	}
	expect(ends.filter(({ said }) => said.includes("waiting until it is done")).length).toBeGreaterThanOrEqual(2);
	expect(calls()).toEqual([
		expect.stringMatching(/holdfast-clone-\w+ ci --no-audit/),
		expect.stringMatching(/images\/store ci --omit=optional/),
	]);
	expect((await start("toolchain/say.ts").end).said).toBe("it runs\n");
	expect(calls()).toHaveLength(2);
});

test("an installation that was killed keeps nobody from it, and isn't taken for a whole one", async () => {
	npm('\necho $$ >"$PWD/npm-pid"; exec sleep 60');
	const { end } = start("toolchain/say.ts");
	const pidFile = join(clone, "npm-pid");
	await vi.waitFor(() => expect(existsSync(pidFile)).toBe(true), 5000);
	process.kill(Number(readFileSync(pidFile, "utf8")), "SIGKILL");
	const { code, said } = await end;
	expect(code).toBe(1);
	expect(said).toContain("npm could not install the packages");
	npm(`\nmkdir -p node_modules/.bin; ln -sf "${process.execPath}" node_modules/.bin/node`);
	expect((await start("toolchain/say.ts").end).said).toContain("it runs");
});

test("help and refusals install nothing, and run nothing", async () => {
	mkdirSync(join(clone, "commands"), { recursive: true });
	writeFileSync(join(clone, "commands/release.ts"), 'console.log("it runs");');
	const release = ["commands/release.ts"];
	expect(await start(...release, "--help").end).toMatchObject({ code: 0 });
	expect(await start(...release, "--hlep").end).toMatchObject({ code: 2 });
	expect((await start("commands/sweep.ts", "--help").end).said).toContain("Usage: npx holdfast sweep [options]");
	expect(calls()).toEqual([]);
});
