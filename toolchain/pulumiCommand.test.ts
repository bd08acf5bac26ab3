import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { backendUrl } from "./backend.ts";
import { damagedStateCode, pulumiCommand } from "./pulumiCommand.ts";

let backend: string;
beforeEach(() => {
	// As a checkout's folder may be called.
	backend = mkdtempSync(join(tmpdir(), "holdfast 100% C#-"));
});
afterEach(() => rmSync(backend, { recursive: true }));

function leave(file: string, content: object): void {
	const path = join(backend, ".pulumi", file);
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, JSON.stringify(content, null, 4));
}

/** What is run, in its order, where `repair` ends with this exit code. */
function runs(parameters: string[], repairEnds = 0): string[] {
	const script = pulumiCommand({
		pulumi: "echo pulumi",
		repair: `sh -c 'echo repair; exit ${repairEnds}'`,
		node: process.execPath,
		backend: "file:///own",
	});
	const { stdout, stderr, status } = spawnSync(
		"sh",
		// `exec` takes no builtin, but /bin/echo.
		["-c", script.join("\n"), "pulumi", ...parameters],
		{
			encoding: "utf8",
			env: { ...process.env, PULUMI_BACKEND_URL: backendUrl(backend) },
		},
	);
	expect(stderr).toBe("");
	expect(status).toBe(repairEnds === damagedStateCode ? 1 : 0);
	return stdout.trim().split("\n");
}

const lock = () => leave("locks/organization/holdfast/central-5/1.json", { hostname: "here" });

test("where nothing was left, pulumi runs at once, with all its parameters", () => {
	leave("stacks/holdfast/central-5.json", { checkpoint: { latest: {} } });
	// The copy of an earlier state says nothing.
	leave("stacks/holdfast/central-5.json.bak", { pending_operations: [{}] });
	expect(runs(["up", "-s", "central-5", "--message", "a b"])).toEqual(["pulumi up -s central-5 --message a b"]);
});

test("a lock, or what is pending, is mended before a stack is changed", () => {
	lock();
	for (const action of [...["up", "update", "destroy", "down", "dn", "refresh"]])
		expect(runs(["-s", "central-5", action])).toEqual(["repair", `pulumi -s central-5 ${action}`]);
	rmSync(join(backend, ".pulumi"), { recursive: true });
	leave("stacks/holdfast/central-5.json", {
		checkpoint: { latest: { pending_operations: [{}] } },
	});
	expect(runs(["up"])).toEqual(["repair", "pulumi up"]);
});

test("nothing is mended before other commands, and pulumi also runs where mending fails", () => {
	lock();
	expect(runs(["stack", "ls"])).toEqual(["pulumi stack ls"]);
	expect(runs(["preview"])).toEqual(["pulumi preview"]);
	expect(runs(["up"], 1)).toEqual(["repair", "pulumi up"]);
});

test("an empty lock is one, and so is a state that was cut short something to mend", () => {
	lock();
	writeFileSync(join(backend, ".pulumi/locks/organization/holdfast/central-5/1.json"), "");
	expect(runs(["up"])).toEqual(["repair", "pulumi up"]);
	rmSync(join(backend, ".pulumi"), { recursive: true });
	const text = JSON.stringify({ checkpoint: { latest: {} } }, null, 4);
	const state = join(backend, ".pulumi/stacks/holdfast/central-5.json");
	leave("stacks/holdfast/central-5.json", {});
	for (let length = 0; length < text.length; length++) {
		writeFileSync(state, text.slice(0, length));
		expect(runs(["down"])).toEqual(["repair", "pulumi down"]);
	}
	writeFileSync(state, text);
	expect(runs(["down"])).toEqual(["pulumi down"]);
});

test("pulumi doesn't run on a state that can't be used, which was said", () => {
	lock();
	expect(runs(["up"], damagedStateCode)).toEqual(["repair"]);
});

test("nobody else can read the states, whatever command runs", () => {
	leave("stacks/holdfast/central-5.json", { a: 1 });
	runs(["stack", "ls"]);
	const mode = (path: string) => statSync(join(backend, path)).mode & 0o777;
	expect(mode(".pulumi")).toBe(0o700);
	expect(mode(".pulumi/stacks/holdfast/central-5.json")).toBe(0o600);
});

test("the checkout's own stacks have its own passphrase, and others the user's", () => {
	const passphrase = (own: string) =>
		spawnSync(
			"sh",
			[
				"-c",
				pulumiCommand({
					pulumi: "printenv PULUMI_CONFIG_PASSPHRASE;",
					repair: "true",
					node: process.execPath,
					backend: own,
				}).join("\n"),
			],
			{
				encoding: "utf8",
				env: {
					...process.env,
					PULUMI_BACKEND_URL: "s3://a",
					PULUMI_CONFIG_PASSPHRASE: "mine",
				},
			},
		).stdout.split("\n")[0];
	expect(passphrase("s3://a")).toBe("");
	expect(passphrase("s3://b")).toBe("mine");
});
