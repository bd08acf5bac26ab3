import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isRunning } from "../test/processes.ts";
import { TestProject } from "../test/project.ts";

let project: TestProject;

beforeEach(async () => {
	project = await new TestProject().init();
});
afterEach(() => project.remove());

const ran = () => (existsSync(project.file("ran")) ? readFileSync(project.file("ran"), "utf8").trim().split("\n") : []);

async function eventually(holds: () => boolean, what: string): Promise<void> {
	const deadline = performance.now() + 30_000;
	while (!holds()) {
		if (performance.now() > deadline) throw new Error(`not so: ${what}`);
		await pause(50);
	}
}

test("a command is created, left alone, updated, replaced by its triggers and deleted", async () => {
	const write = (more: string) =>
		project.program(`
new local.Command("greet", {
	create: "echo create $NAME >> ran; cat; echo oops >&2",
	update: "echo update $NAME after $PULUMI_COMMAND_STDOUT >> ran; echo updated",
	delete: "echo delete $NAME after $PULUMI_COMMAND_STDOUT >> ran",
	stdin: "from stdin",
	${more}
});`);
	write(`environment: { NAME: "a" }, triggers: [1]`);
	await project.succeed("preview");
	expect(ran()).toEqual([]);

	const output = await project.up();
	expect(ran()).toEqual(["create a"]);
	expect(output).toContain("from stdin");
	expect(project.resource("greet").outputs).toMatchObject({
		stdout: "from stdin",
		stderr: "oops",
	});

	expect(await project.up()).toContain("2 unchanged");
	expect(ran()).toEqual(["create a"]);

	write(`environment: { NAME: "b" }, triggers: [1]`);
	await project.up();
	expect(ran().slice(1)).toEqual(["update b after from stdin"]);
	expect(project.resource("greet").outputs).toMatchObject({
		stdout: "updated",
		stderr: "",
	});

	write(`environment: { NAME: "b" }, triggers: [2]`);
	expect(await project.up()).toContain("1 replaced");
	expect(ran().slice(2)).toEqual(["create b", "delete b after updated"]);

	await project.destroy();
	expect(ran().slice(4)).toEqual(["delete b after from stdin"]);
	expect(project.state()).toEqual([]);
});

test("without an update command, a change runs create again", async () => {
	project.program(`new local.Command("c", { create: "echo one >> ran" });`);
	await project.up();
	project.program(`new local.Command("c", { create: "echo two >> ran" });`);
	expect(await project.up()).toContain("1 updated");
	expect(ran()).toEqual(["one", "two"]);
});

test("what a command prints is secret when it was given a secret, and the state holds no secret in clear", async () => {
	project.program(`
const c = new local.Command("c", {
	create: "echo $WORD",
	environment: { WORD: pulumi.secret("sesame"), OTHER: "plain" },
});
export const said = c.stdout;`);
	expect(await project.up()).toContain("said: [secret]");
	const { inputs, outputs } = project.resource("c");
	expect(JSON.stringify({ inputs, outputs })).not.toContain("sesame");
	expect(outputs?.environment).toMatchObject({ OTHER: "plain" });
	expect((await project.succeed("stack", "output", "said", "--show-secrets")).trim()).toBe("sesame");
});

test("a command that fails is reported with its exit code and last words, and is not in the state", async () => {
	project.program(`new local.Command("c", { create: "echo fine; echo no such thing >&2; exit 7" });`);
	const { exitCode, output } = await project.run("up", "--yes", "--skip-preview");
	expect(exitCode).not.toBe(0);
	expect(output).toContain("create failed with exit code 7; its standard error:");
	expect(output).toContain("no such thing");
	expect(() => project.resource("c")).toThrow("the state holds no resource");
});

test("inputs that can't work are refused in the preview", async () => {
	project.program(`new local.Command("c", { create: "true", assetPaths: ["*.txt"], interpreter: "bash" });`);
	const { exitCode, output } = await project.run("preview");
	expect(exitCode).not.toBe(0);
	expect(output).toContain("assetPaths is not supported by this stand-in");
	expect(output).toContain("interpreter must be a list of text");
});

test("a daemon that a command leaves behind holds up nothing and outlives the update", async () => {
	project.program(`new local.Command("c", { create: "setsid sleep 300 & echo $! > daemon; echo started" });`);
	const before = performance.now();
	await project.up();
	expect(performance.now() - before).toBeLessThan(60_000);
	const daemon = Number(readFileSync(project.file("daemon"), "utf8"));
	expect(isRunning(daemon)).toBe(true);
	process.kill(daemon, "SIGKILL");
	expect(project.resource("c").outputs?.stdout).toBe("started");
});

const STUBBORN = `trap '' TERM; sh -c 'trap "" TERM; echo $$ > inner; while :; do sleep 0.1; done' & echo $PPID > plugin; echo $$ > outer; wait`;

async function startStubborn() {
	writeFileSync(project.file("stubborn.sh"), STUBBORN);
	project.program(`new local.Command("c", { create: "exec sh stubborn.sh" });`);
	const up = project.start("up", "--yes", "--skip-preview");
	const pid = (name: string) => Number(existsSync(project.file(name)) && readFileSync(project.file(name), "utf8"));
	await eventually(() => pid("outer") > 0 && pid("inner") > 0, "the command runs");
	return {
		up,
		outer: pid("outer"),
		inner: pid("inner"),
		plugin: pid("plugin"),
	};
}

test("Ctrl-C ends the command and everything it started, also what ignores SIGTERM", async () => {
	const { up, outer, inner } = await startStubborn();
	up.process.kill("SIGINT");
	const { exitCode, output } = await up.outcome;
	expect(exitCode).not.toBe(0);
	expect(output).toContain("create was stopped, with everything it had started");
	expect([outer, inner].filter(isRunning)).toEqual([]);
});

test("when the engine is killed, the command and the plugin go too; after pulumi cancel the next update works", async () => {
	const { up, outer, inner, plugin } = await startStubborn();
	up.process.kill("SIGKILL");
	await up.outcome;
	await eventually(() => ![outer, inner, plugin].some(isRunning), "the command and the plugin are gone");

	const locked = await project.run("up", "--yes", "--skip-preview");
	expect(locked.exitCode).not.toBe(0);
	expect(locked.output).toContain("locked");
	await project.succeed("cancel", "--yes");
	project.program(`new local.Command("c", { create: "echo again >> ran" });`);
	await project.up();
	expect(ran()).toEqual(["again"]);
	expect(project.resource("c").outputs).toBeDefined();
	await project.destroy();
	expect(project.state()).toEqual([]);
});

test("what is deletedWith another resource is not deleted by itself", async () => {
	project.program(`
const claim = new local.Command("claim", { create: "true", delete: "echo claim >> ran" });
new local.Command("kept", { create: "true", delete: "echo kept >> ran" }, { deletedWith: claim, dependsOn: claim });`);
	await project.up();
	await project.destroy();
	expect(ran()).toEqual(["claim"]);
	expect(project.state()).toEqual([]);
});

test("customTimeouts end a command that takes too long", async () => {
	project.program(`new local.Command("c", { create: "sleep 300" }, { customTimeouts: { create: "1s" } });`);
	const { exitCode, output } = await project.run("up", "--yes", "--skip-preview");
	expect(exitCode).not.toBe(0);
	expect(output).toContain("it took longer than the 1 s that customTimeouts.create allows");
});
