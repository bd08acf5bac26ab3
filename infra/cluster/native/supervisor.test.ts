import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { clusterNode } from "./nodes.ts";
import { Supervisor } from "./supervisor.ts";

let folder: string;
let exits: ReturnType<typeof vi.spyOn>;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "holdfast-supervisor-"));
	exits = vi.spyOn(process, "exit").mockImplementation((() => {}) as never);
	for (const method of ["log", "error"] as const) {
		vi.spyOn(console, method).mockImplementation(() => {});
	}
});
afterEach(() => {
	vi.restoreAllMocks();
	rmSync(folder, { recursive: true });
});

const supervisor = () =>
	new Supervisor(
		{
			...clusterNode(0, 1),
			ready: join(folder, "ready.json"),
			logs: folder,
		},
		folder,
	);

/**
 * Writes a line each time that it starts, and ends badly; the third time it makes the node one that
 * isn't Ready yet.
 */
const script = () => `cd ${folder}; echo started >>starts; [ "$(wc -l <starts)" -lt 3 ] || rm ready.json; exit 7`;

const starts = () => {
	const file = join(folder, "starts");
	return existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0;
};

test("what must always run is started again however it ends, once the node has been Ready", async () => {
	writeFileSync(join(folder, "ready.json"), "{}");
	supervisor().start({
		name: "agent",
		restarts: "always",
		command: ["/bin/sh", "-c", script()],
	});
	await vi.waitFor(() => expect(exits).toHaveBeenCalledWith(1), 10_000);
	expect(starts()).toBe(3);
}, 15_000);

test("the node ends with what is started again only when it was killed, and ended by itself", async () => {
	writeFileSync(join(folder, "ready.json"), "{}");
	supervisor().start({
		name: "kubelet",
		restarts: "when-killed",
		command: ["/bin/sh", "-c", script()],
	});
	await vi.waitFor(() => expect(exits).toHaveBeenCalledWith(1), 10_000);
	expect(starts()).toBe(1);
});
