import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkout } from "../schema/checkout.ts";
import { backendUrl } from "./backend.ts";
import { TestProject, toolPath } from "./plugins/test/project.ts";
import { pulumiCommand } from "./pulumiCommand.ts";

const node = join(checkout, "node_modules", ".bin", "node");
let project: TestProject;
/** Called as a checkout may be. */
let backend: string;

beforeEach(() => {
	project = new TestProject({}, "holdfast");
	backend = project.file("100% C#");
	mkdirSync(backend);
	const lines = pulumiCommand({
		pulumi: `"${toolPath("pulumi")}"`,
		repair: `"${node}" "${join(checkout, "commands", "repair.ts")}"`,
		node: `"${node}"`,
		backend: `'${backendUrl(backend)}'`,
	});
	writeFileSync(project.file("pulumi"), `#!/bin/sh\n${lines.join("\n")}\n`);
	chmodSync(project.file("pulumi"), 0o755);
	project.program('new local.Command("node", { create: "echo up", delete: "echo down >> ran" });');
});
afterEach(() => project.remove());

/** Calls the shell's `pulumi` as a user does who has a passphrase for stacks of other projects. */
function pulumi(...parameters: string[]): { code: number; output: string } {
	const { status, stdout, stderr } = spawnSync(project.file("pulumi"), [...parameters, "--non-interactive"], {
		cwd: project.folder,
		encoding: "utf8",
		env: {
			...project.environment,
			PULUMI_BACKEND_URL: backendUrl(backend),
			PULUMI_CONFIG_PASSPHRASE: "the user's",
		},
	});
	return { code: status ?? -1, output: stdout + stderr };
}
function succeed(...parameters: string[]): void {
	const { code, output } = pulumi(...parameters);
	expect(code, output).toBe(0);
}
const stateOf = (stack: string) => join(backend, ".pulumi/stacks/holdfast", `${stack}.json`);

test.each(["destroy", "down", "dn"])(
	"after a loss of power, %s of a stack doesn't care for another one's state, nor for what is left of its own lock",
	(destroy) => {
		for (const stack of ["central-5", "central-9"]) succeed("stack", "init", stack, "--no-select");
		succeed("up", "--yes", "--skip-preview", "-s", "central-9");
		writeFileSync(stateOf("central-5"), "");
		const locks = join(backend, ".pulumi/locks/organization/holdfast/central-9");
		mkdirSync(locks, { recursive: true });
		writeFileSync(join(locks, "1.json"), "");
		const { code, output } = pulumi(...[destroy, "--yes", "--skip-preview", "-s", "central-9"]);
		expect(code, output).toBe(0);
		expect(output).toContain("Removed the lock that a killed pulumi left");
		expect(statSync(project.file("ran")).size).toBeGreaterThan(0);
		expect(statSync(join(backend, ".pulumi")).mode & 0o777).toBe(0o700);
	},
);

test("of a stack whose own state is damaged, the file and its copy are named, and nothing is done", () => {
	succeed("stack", "init", "central-9", "--no-select");
	succeed("up", "--yes", "--skip-preview", "-s", "central-9");
	writeFileSync(stateOf("central-9"), "");
	const { code, output } = pulumi("down", "--yes", "-s", "central-9");
	expect(code).toBe(1);
	expect(output.trim()).toBe(
		`The state of the stack "central-9" in ${stateOf("central-9")} is empty or cut short: copy ${stateOf("central-9")}.bak, which is how it was before the last change, over it.`,
	);
});
