import messages from "@pulumi/pulumi/proto/provider_pb.js";
import { expect, test } from "vitest";
import { diffResponse } from "./responses.ts";

test("a difference names every changed leaf, and which of them replace", () => {
	const response = diffResponse({
		changes: [
			{ path: ["metadata", "name"], kind: "update" },
			{ path: ["data", "a.b"], kind: "add" },
		],
		replaces: ({ path }) => path[0] === "metadata",
	});
	expect(response.getChanges()).toBe(messages.DiffResponse.DiffChanges.DIFF_SOME);
	expect(response.getReplacesList()).toEqual(["metadata.name"]);
	expect(response.getDiffsList()).toEqual(["metadata", "data"]);
	expect(response.getDetaileddiffMap().get('data["a.b"]')?.getKind()).toBe(messages.PropertyDiff.Kind.ADD);
	expect(response.getDetaileddiffMap().get("metadata.name")?.getKind()).toBe(messages.PropertyDiff.Kind.UPDATE_REPLACE);
});
