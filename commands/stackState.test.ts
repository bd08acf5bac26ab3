import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { namedStack, repair } from "./repair.ts";
import { DamagedState, hasResources, readState } from "./stackState.ts";

let backend: string;
let file: string;
beforeEach(() => {
	backend = mkdtempSync(join(tmpdir(), "holdfast-state-"));
	const folder = join(backend, ".pulumi/stacks/holdfast");
	mkdirSync(folder, { recursive: true });
	file = join(folder, "central-9.json");
});
afterEach(() => rmSync(backend, { recursive: true }));

const state = JSON.stringify({
	checkpoint: { latest: { resources: [{ urn: "u" }] } },
});

test("however much of a state is left, it and its copy are named, with what to do", () => {
	writeFileSync(`${file}.bak`, state);
	for (let length = 0; length < state.length; length++) {
		writeFileSync(file, state.slice(0, length));
		expect(() => hasResources("central-9", backend)).toThrow(
			new DamagedState(
				`The state of the stack "central-9" in ${file} is empty or cut short: copy ${file}.bak, which is how it was before the last change, over it.`,
			),
		);
	}
	writeFileSync(`${file}.bak`, "");
	expect(() => hasResources("central-9", backend)).toThrow(`its copy ${file}.bak is no better, so remove both`);
	writeFileSync(file, state);
	expect(hasResources("central-9", backend)).toBe(true);
	expect(readState("central-5", backend)).toBeNull();
});

test("what is mended is the stack that is named, and another's damage is none of its business", async () => {
	writeFileSync(join(file, "..", "central-5.json"), "");
	writeFileSync(file, state);
	const place = { backend, project: backend, environment: {} };
	await repair({ ...place, stack: "central-9" });
	await expect(repair({ ...place, stack: "central-5" })).rejects.toThrow(DamagedState);
});

test.each([
	[["destroy", "-s", "central-9"], undefined, "central-9"],
	[["-scentral-9", "down", "--yes"], undefined, "central-9"],
	[["up", "--stack=organization/holdfast/central-9"], "other", "central-9"],
	[["up", "--yes"], "central-5", "central-5"],
	[["up", "--config", "holdfast:run=1"], undefined, null],
])("pulumi %j names its stack", (parameters, PULUMI_STACK, expected) => {
	expect(namedStack(parameters, { PULUMI_STACK })).toBe(expected);
});
