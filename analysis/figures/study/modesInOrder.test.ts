import { expect, it } from "vitest";
import { modesInOrder } from "./modesInOrder.ts";

it("puts the study's modes first, as it has them, and the others after them by name", () => {
	const modes = ["study", "decentral", "hybrid", "central", "study"];
	expect(modesInOrder(modes)).toEqual([
		"central",
		"decentral",
		"hybrid",
		"study",
	]);
});
