/** A node without power, minutes at a time: `npx holdfast soak nodes`. */
import { afterAll, beforeAll, describe, test } from "vitest";
import { expectMoved, expectStayed, NodesLab, powerCut } from "../nodesLab.ts";

describe.each(["central-5", "decentral-5"])("%s on three nodes", (stack) => {
	const lab = new NodesLab(stack);
	beforeAll(() => lab.init());
	afterAll(() => lab.close());

	test("the Pods of a node without power go on elsewhere, once somebody says that it is out of service", async () => {
		expectMoved(await lab.run("1", powerCut(true)));
	});

	test("without that, Kubernetes leaves them where they were until the node is back", async () => {
		expectStayed(await lab.run("2", powerCut(false)));
	});
});
