import type { V1Pod } from "@kubernetes/client-node";
import { expect, test } from "vitest";
import { podView } from "./podView.ts";

test("a Pod's view says whose it is, and what it is labelled", () => {
	expect(
		podView({
			metadata: {
				name: "standby-3",
				uid: "u",
				labels: { "holdfast.dev/role": "active" },
				annotations: { "holdfast.dev/epoch": "4" },
			},
			status: { conditions: [{ type: "Ready", status: "True" }] },
		}),
	).toEqual({
		pod: "standby-3",
		uid: "u",
		identity: "pod-3",
		isFirst: false,
		ending: false,
		ready: true,
		labelled: "active",
		epoch: 4,
	});
});

test("a Pod that has just been made has none of it", () => {
	expect(podView({ metadata: { name: "pod-3", uid: "u" } })).toMatchObject({
		isFirst: true,
		ready: false,
		labelled: null,
		epoch: 0,
	});
	expect(podView({})).toBeNull();
});

test.each<[V1Pod]>([
	[{ metadata: { deletionTimestamp: new Date() } }],
	[{ status: { phase: "Failed" } }],
	[{ status: { phase: "Succeeded" } }],
])("a Pod is ending: %j", (over) => {
	const metadata = { name: "pod-3", uid: "u", ...over.metadata };
	expect(podView({ ...over, metadata })?.ending).toBe(true);
});
