import { expect, test, vi } from "vitest";
import { modeStyle } from "../../analysis/figures/colours.ts";
import { readArguments } from "../../commands/sweep/factors.ts";
import { planOf } from "../../commands/sweep/plan.ts";
import { modesInOrder } from "../../schema/modesInOrder.ts";
import { readSettings } from "../config.ts";
import { modesOf } from "../configuration/keys.ts";
import { reference } from "../configuration/reference.ts";
import { renderStack } from "../manifests/render.ts";

vi.mock("./index.ts", async (original) => {
	const { methods } = await original<typeof import("./index.ts")>();
	const { toy } = await import("./toy.fixture.ts");
	return { methods: [...methods, toy] };
});

/** The first loads Pulumi's classes for all of Kubernetes. */
const renderSeconds = 60;

const settings = (texts: Record<string, string> = {}) => readSettings("toy-7", (key) => texts[key]);

test("its stacks have a name", () => {
	expect(settings()).toMatchObject({ mode: "toy", replicas: 7 });
	expect(() => readSettings("hopeful-5", () => undefined)).toThrow("study, toy.");
});

test("it has the keys that its traits ask for, in the configuration's reference, too", () => {
	expect(modesOf("durability")).toContain("toy");
	expect(modesOf("storageClass")).toContain("toy");
	expect(modesOf("groupSize")).not.toContain("toy");
	expect(reference()).toContain("`study` or `toy`");
});

test("faults are aimed at its containers, and at no others", () => {
	const frozen = (container: string) => () => settings({ protocol: "quick", fault: `freeze:${container}` });
	expect(frozen("abacus")).not.toThrow();
	expect(frozen("hazelcast")).toThrow(
		'is aimed at the container "hazelcast", but the mode "toy" has only: app, abacus.',
	);
});

test(
	"what it brings along is in the manifests, and is scraped and watched",
	async () => {
		const manifests = await renderStack(settings());
		const text = (wanted: string) =>
			JSON.stringify(
				manifests.find(({ document }) => {
					const { name } = document.metadata as { name: string };
					return `${document.kind} ${name}` === wanted;
				})?.document,
			);
		const replicas = text("StatefulSet pod");
		expect(replicas).toContain('{"name":"MODE","value":"toy"}');
		expect(replicas).toContain('{"name":"BEADS","value":"10"}');
		expect(replicas).toContain('"image":"abacus:1"');
		expect(replicas).toContain('"holdfast.dev/states":"first"');
		expect(text("ConfigMap prometheus")).toContain("4711");
		expect(text("Deployment observer")).toContain("4712");
	},
	renderSeconds * 1000,
);

test("sweeps compare it with the others", () => {
	const { factors } = readArguments([...["--modes", "central,toy", "--replicas", "5,9", "--repeat", "2"]]);
	expect(planOf(factors).runs.filter(({ cell }) => cell.mode === "toy")).toHaveLength(4);
});

test("figures and tables show it by its name, after those that are known", () => {
	expect(modesInOrder(["toy", "study", "central"])).toEqual(["central", "study", "toy"]);
	const { label, color } = modeStyle("toy");
	expect(label).toBe("toy");
	expect(color).not.toBe(modeStyle("central").color);
});
