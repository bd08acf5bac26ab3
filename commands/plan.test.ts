import { expect, test } from "vitest";
import { carryOut, type Step } from "./plan.ts";

const step = (says: string, lane?: Step["lane"]): Step => ({ says, run: async () => {}, ...(lane && { lane }) });
const steps = [
	step("packages"),
	step("pulumi", "engine"),
	step("kubernetes", "cluster"),
	step("plugin", "engine"),
	step("etcd", "cluster"),
	step("images"),
];

test("the two lanes go beside one another, each in its order, after what comes before and before what comes after", async () => {
	const begun: string[] = [];
	const ended: string[] = [];
	const ends = new Map(steps.map(({ says }) => [says, Promise.withResolvers<void>()]));
	const all = carryOut(steps, async ({ says }) => {
		begun.push(says);
		await ends.get(says)?.promise;
		ended.push(says);
	});
	const end = async (says: string) => {
		ends.get(says)?.resolve();
		await expect.poll(() => ended).toContain(says);
		await new Promise(setImmediate);
	};
	expect(begun).toEqual(["packages"]);
	await end("packages");
	expect(begun.slice(1)).toEqual(["pulumi", "kubernetes"]);
	await end("kubernetes");
	expect(begun.slice(3)).toEqual(["etcd"]);
	await end("pulumi");
	await end("plugin");
	expect(begun.slice(3)).toEqual(["etcd", "plugin"]);
	await end("etcd");
	await end("images");
	await all;
	expect(begun).toHaveLength(steps.length);
});

test("after a step that fails nothing is begun, and its error is told once the other lane's step has ended", async () => {
	const begun: string[] = [];
	let othersEnded = false;
	const all = carryOut(steps, async ({ says }) => {
		begun.push(says);
		if (says === "pulumi") throw new Error("no disk");
		if (says !== "kubernetes") return;
		await new Promise((resolve) => setTimeout(resolve, 20));
		othersEnded = true;
	});
	await expect(all).rejects.toThrow("no disk");
	expect(othersEnded).toBe(true);
	expect(begun).toEqual(["packages", "pulumi", "kubernetes"]);
});
