import { expect, test } from "vitest";
import { systemOf } from "../infra/experiment/system.ts";
import type { SystemUnderTest } from "../schema/systemUnderTest.ts";
import { replicasOf } from "./selectors.ts";

const of = (mode: string): { system: SystemUnderTest } => ({
	system: systemOf({
		...{ mode, replicas: 5, members: 3, platform: "native", nodes: 1 },
	}),
});

test.each([
	["central", undefined, "app.kubernetes.io/name=replica"],
	["central", ["pod-1", "pod-12"], "statefulset.kubernetes.io/pod-name in (pod-1,pod-12)"],
	["standby", undefined, "app.kubernetes.io/name=replica,holdfast.dev/role=active"],
	[
		"standby",
		["pod-1", "pod-12"],
		"app.kubernetes.io/name=replica,holdfast.dev/role=active,apps.kubernetes.io/pod-index in (1,12)",
	],
])("in the mode %s, %j are found by %s", (mode, names, selector) => {
	expect(replicasOf(of(mode), names)).toBe(selector);
});
