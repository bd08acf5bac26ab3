import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { pulumiCommand } from "./pulumiCommand.ts";

let backend: string;
beforeEach(() => {
	backend = mkdtempSync(join(tmpdir(), "holdfast-pulumi-"));
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
	});
	const { stdout, stderr, status } = spawnSync(
		"sh",
		// `exec` takes no builtin, but /bin/echo.
		["-c", script.join("\n"), "pulumi", ...parameters],
		{
			encoding: "utf8",
			env: { ...process.env, PULUMI_BACKEND_URL: `file://${backend}` },
		},
	);
	expect([status, stderr]).toEqual([0, ""]);
	return stdout.trim().split("\n");
}

const lock = () =>
	leave("locks/organization/holdfast/central-5/1.json", { hostname: "here" });

test("where nothing was left, pulumi runs at once, with all its parameters", () => {
	leave("stacks/holdfast/central-5.json", { checkpoint: { latest: {} } });
	// The copy of an earlier state says nothing.
	leave("stacks/holdfast/central-5.json.bak", { pending_operations: [{}] });
	expect(runs(["up", "-s", "central-5", "--message", "a b"])).toEqual([
		"pulumi up -s central-5 --message a b",
	]);
});

test("a lock, or what is pending, is mended before a stack is changed", () => {
	lock();
	for (const action of ["up", "update", "destroy", "refresh"])
		expect(runs(["-s", "central-5", action])).toEqual([
			"repair",
			`pulumi -s central-5 ${action}`,
		]);
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
