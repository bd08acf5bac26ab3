import { expect, test } from "vitest";
import { syntheticManifest } from "../analysis/statistics/syntheticRun.fixture.ts";
import type { FaultKind } from "./fault.ts";
import { faultOf } from "./faultKinds.ts";
import { protocolName, shortProtocolName } from "./protocolName.ts";
import type { RunManifest } from "./run.ts";

const choices = { atSeconds: 15, victims: 1, target: "any" } as const;

function manifest(...kinds: FaultKind[]): RunManifest {
	const { protocol } = syntheticManifest();
	const faults = kinds.map((kind) => faultOf({ kind, container: "hazelcast" }, choices));
	return syntheticManifest({ protocol: { ...protocol, faults } });
}

test("a protocol is named together with its faults, and their containers", () => {
	expect(protocolName(manifest())).toBe("quick (no faults)");
	expect(protocolName(manifest("delete-pods", "freeze"))).toBe("quick (delete-pods, freeze:hazelcast)");
});

test("where there is little room, only the first faults are named and the others counted", () => {
	expect(shortProtocolName(manifest())).toBe("quick (no faults)");
	expect(shortProtocolName(manifest("overlap", "rolling", "freeze"))).toBe(
		"quick (overlap, rolling, freeze:hazelcast)",
	);
	expect(shortProtocolName(manifest("overlap", "rolling", "freeze", "cut-off", "delete-all"))).toBe(
		"quick (overlap, rolling, freeze:hazelcast and 2 more)",
	);
});
