import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { faultMemory } from "./faultMemory.ts";
import type { RememberedFault } from "./standingFaults.ts";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "holdfast-memory-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("what stands is read as it was written last; before that, nothing stands", () => {
	const file = join(folder, "standing.json");
	const memory = faultMemory(file, () => () => {});
	expect(memory.read()).toEqual([]);
	const fault: RememberedFault = {
		id: "a",
		order: { do: "stop-api-server", lastsSeconds: 4 },
		injectedAt: 1,
		undoAt: 4001,
		changes: [{ kind: "stopped", process: { pid: 9, startTicks: 5 } }],
		before: [],
		injected: null,
	};
	memory.write([fault]);
	expect(memory.read()).toEqual([fault]);
	memory.write([]);
	expect(memory.read()).toEqual([]);
	writeFileSync(file, '[{"id"');
	expect(memory.read).toThrow();
});
