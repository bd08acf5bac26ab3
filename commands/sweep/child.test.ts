import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { runChild } from "./child.ts";

const folder = mkdtempSync(join(tmpdir(), "holdfast-child-"));
afterAll(() => rmSync(folder, { recursive: true }));

const shell = (script: string, options: { log?: string; limitSeconds?: number; signal?: AbortSignal } = {}) =>
	runChild(["sh", "-c", script], {
		environment: { GREETING: "hello" },
		log: join(folder, "log"),
		limitSeconds: 30,
		...options,
	});

/** Says when it is ready, and when it was told to end. */
const patient = "trap 'echo told; exit 3' INT; echo ready; while :; do sleep 0.05; done";

test("what a program says, on both streams, is added to its log", async () => {
	const log = join(folder, "logs", "said");
	expect(await shell('echo "$GREETING"; echo there >&2', { log })).toBe("fine");
	expect(await shell("echo again; exit 2", { log })).toBe("failed");
	expect(readFileSync(log, "utf8")).toBe("hello\nthere\nagain\n");
});

test("a program is told once to end when the signal aborts", async () => {
	const log = join(folder, "stopped");
	const controller = new AbortController();
	const ending = shell(patient, { log, signal: controller.signal });
	await vi.waitFor(() => expect(readFileSync(log, "utf8")).toBe("ready\n"));
	controller.abort();
	expect(await ending).toBe("failed");
	expect(readFileSync(log, "utf8")).toBe("ready\ntold\n");
});

test("a program that takes too long is told to end", async () => {
	expect(await shell(patient, { limitSeconds: 0.3 })).toBe("too slow");
});

test("a program that can't be found has failed", async () => {
	expect(
		await runChild(["no-such-program"], {
			environment: {},
			log: join(folder, "missing"),
			limitSeconds: 30,
		}),
	).toBe("failed");
});

test("when we are killed, the program is told to end", async () => {
	const log = join(folder, "orphan");
	const program = `
		import { runChild } from ${JSON.stringify(join(import.meta.dirname, "child.ts"))};
		await runChild(["sh", "-c", ${JSON.stringify(patient)}], {
			environment: {}, log: ${JSON.stringify(log)}, limitSeconds: 30,
		});`;
	const parent = spawn(process.execPath, ["--input-type=module", "-e", program]);
	const said = () => readFileSync(log, "utf8");
	await vi.waitFor(() => expect(said()).toBe("ready\n"), 5000);
	parent.kill("SIGKILL");
	await vi.waitFor(() => expect(said()).toBe("ready\ntold\n"), 5000);
});
