import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { describeFault } from "../../analysis/report/describeFault.ts";
import { procedureOf, procedures, whom } from "../../k6/faults/index.ts";
import { toy as toyProcedure } from "../../k6/faults/toy.fixture.ts";
import type { Fault } from "../../schema/fault.ts";
import { fault } from "../../schema/fault.ts";
import { faultOf, lasts } from "../../schema/faultKinds.ts";
import { faultOrder } from "../../schema/faultOrder.ts";
import { faultsPage, jsonSchemas, withFaultTable } from "../../schema/generate.ts";
import { undoChanges } from "../cluster/native/faults/change.ts";
import { nodeFaults } from "../cluster/native/faults/index.ts";
import { inject } from "../cluster/native/faults/inject.ts";
import { toy as toyNodeFault } from "../cluster/native/faults/toy.fixture.ts";
import { witnessOf } from "../cluster/native/witnesses/index.ts";
import { readSettings } from "../config.ts";

/** What k6 brings along, and what was posted by it. */
const posted = vi.hoisted(() => {
	Object.assign(globalThis, { __ENV: {} });
	return [] as unknown[];
});
vi.mock("k6", () => ({ sleep: () => {} }));
vi.mock("k6/execution", () => ({ default: {} }));
vi.mock("k6/crypto", () => ({ default: {} }));
vi.mock("k6/http", () => ({
	default: {
		post(_: string, body: string) {
			posted.push(JSON.parse(body));
			return { status: 201, body: '{"id":"1","doneAt":"2026-01-01T00:00:00Z"}' };
		},
	},
}));

vi.mock("../../schema/faults/index.ts", async (original) => {
	const { faults } = await original<typeof import("../../schema/faults/index.ts")>();
	const { toy } = await import("../../schema/faults/toy.fixture.ts");
	return { faults: [...faults, toy] };
});
vi.mock("../methods/index.ts", async (original) => {
	const { methods } = await original<typeof import("../methods/index.ts")>();
	const { toy } = await import("../methods/toy.fixture.ts");
	return { methods: [...methods, toy] };
});
Object.assign(procedures, { "hide-beads": toyProcedure });
Object.assign(nodeFaults, { "hide-beads": toyNodeFault });

const split = { kind: "hide-beads" as Fault["kind"], container: "app" };
const hidden = faultOf(split, { atSeconds: 15, victims: 2, target: "any" });

test("it is known by its name, with its own defaults, limits and words", () => {
	expect(hidden).toEqual({ kind: "hide-beads", atSeconds: 15, victims: 2, beads: 3, lastsSeconds: 10 });
	expect(fault.parse(hidden)).toEqual(hidden);
	expect(() => fault.parse({ ...hidden, beads: 11 })).toThrow("Too big");
	expect(lasts("hide-beads")).toBe(true);
	expect(describeFault(hidden)).toBe("hide-beads at 15 s, 2 victims, 3 beads, for 10 s");
});

test("the protocol's schema and the documentation have it", () => {
	expect(jsonSchemas().get("protocol.schema.json")).toContain('"hide-beads"');
	const row = "| `hide-beads` | hides beads of an abacus | `victims`, `beads`, `lastsSeconds` | whoever counts them |";
	expect(withFaultTable(readFileSync(faultsPage, "utf8"))).toContain(`\n${row}\n\n`);
});

test("the preview takes it, and refuses it where it can't be done", () => {
	const preview = (stack: string, texts: Record<string, string> = {}) =>
		readSettings(stack, (key) => (key === "protocol" ? "quick" : key === "fault" ? "hide-beads" : texts[key]));
	expect(preview("toy-5").protocol?.faults).toEqual([hidden]);
	expect(() => preview("central-5")).toThrow(
		'The fault 1 (hide-beads) needs an abacus, which the mode "central" doesn\'t have.',
	);
	expect(() => preview("toy-5", { platform: "kind" })).toThrow('which the platform "kind" doesn\'t offer');
});

test("k6 chooses whom it hits, and orders it", () => {
	const lab = { replicas: 5, agent: { url: "http://agent/faults", token: "secret" } } as never;
	const world = { lab, seed: 1, deadline: 0, awaitSuccessor: () => true, hit: vi.fn() };
	expect(whom(hidden, lab, 1)).toBe("3 beads");
	const { choose, inject } = procedureOf(hidden);
	inject(hidden, choose(hidden, world), world);
	expect(world.hit).toHaveBeenCalledOnce();
	const files = ["/abacus/pod-0", "/abacus/pod-1"];
	expect(posted).toEqual([{ do: "hide-beads", files, beads: 3, lastsSeconds: 10 }]);
});

test("the agent takes the order, does it, sees it and undoes it by what it noted", () => {
	const folder = mkdtempSync(join(tmpdir(), "holdfast-toy-"));
	const file = join(folder, "abacus");
	writeFileSync(file, "10");
	try {
		const order = faultOrder.parse({ do: "hide-beads", files: [file], beads: 4, lastsSeconds: 5 });
		const witness = witnessOf({} as never);
		const noted = witness.before(order);
		const changes: Parameters<typeof undoChanges>[0][number][] = [];
		expect(inject(order, [], (more) => changes.push(...more))).not.toBeNull();
		expect(witness.injected(order, noted)).toMatchObject({ outcome: "confirmed", detail: `${file} has 6 beads` });
		expect(witness.undone(order, noted)).toMatchObject({ outcome: "mismatch" });
		undoChanges(changes, [])();
		expect(witness.undone(order, noted)).toMatchObject({ outcome: "confirmed" });
	} finally {
		rmSync(folder, { recursive: true });
	}
});
