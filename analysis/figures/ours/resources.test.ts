import { describe, expect, it } from "vitest";
import type { ContainerUse } from "../../digest/rows.ts";
import { syntheticPictureContext, syntheticTables } from "../tables.fixture.ts";
import { drawn, records } from "./picture.fixture.ts";
import { resources } from "./resources.ts";

const context = syntheticPictureContext();

function use(fields: Partial<ContainerUse>): ContainerUse {
	return {
		mode: "central",
		replicas: 5,
		run: "run-1",
		where: "replica",
		container: "app",
		pods: 5,
		bytes: 20e6,
		cores: 0.05,
		...fields,
	};
}

const store = use({
	where: "store",
	container: "couchdb",
	pods: 3,
	bytes: 100e6,
	cores: 0.2,
});

describe("resources", () => {
	it("adds up all Pods and the store, and shows the store apart", () => {
		const picture = resources([use({}), store], context);
		expect(picture.alternative).toBe(
			"central, 5 replicas (1 run): memory of one Pod 20 MB (app 20); processors of one Pod 10 millicores (app 10); memory of all Pods and the store 400 MB (app 100, couchdb (store) 300); processors of all Pods and the store 250 millicores (app 50, couchdb (store) 200).",
		);
		expect(drawn(picture).texts).toContain("couchdb (store)");
		const all = records(picture).filter(({ container }) => container === "all");
		expect(all.map(({ what, value }) => [what, value])).toEqual([
			["Memory of one Pod (MB)", 20],
			["Processors of one Pod (millicores)", 10],
			["Memory of all Pods and the store (MB)", 400],
			["Processors of all Pods and the store (millicores)", 250],
		]);
	});

	it("keeps a store's container apart from a replica's of the same name", () => {
		const picture = resources(
			[use({}), { ...store, container: "app" }],
			context,
		);
		expect(picture.alternative).toContain("(app 100, app (store) 300)");
	});

	it("has a segment for each container in the panels where it has a place", () => {
		const picture = resources(syntheticTables({ runs: 2 }).containers, context);
		const figure = drawn(picture);
		expect(figure.count(".panel")).toBe(4);
		const ofPods = 2 * (1 + 3);
		const together = 2 * (2 + 3);
		expect(figure.count(".segment rect")).toBe(2 * ofPods + 2 * together);
		expect(figure.texts.join(" ")).toContain("The study leaves the database");
	});

	it("says no whole where a part isn't known", () => {
		const picture = resources(
			[use({}), use({ container: "hazelcast", bytes: null })],
			context,
		);
		const whole = records(picture).find(
			({ what, container }) =>
				what === "Memory of one Pod (MB)" && container === "all",
		);
		expect(whole?.value).toBe("");
		expect(drawn(picture).count(".run-point circle")).toBe(2);
	});

	it("draws the median over the runs", () => {
		const picture = resources(
			[10, 20, 90].map((megabytes, i) =>
				use({ run: `run-${i}`, bytes: megabytes * 1e6 }),
			),
			context,
		);
		expect(drawn(picture).titles).toContain(
			"central, 5 replicas, app: 20 MB (median of 3 runs)",
		);
	});
});
