import messages from "@pulumi/pulumi/proto/provider_pb.js";
import statusMessages from "@pulumi/pulumi/proto/status_pb.js";
import { expect, test } from "vitest";
import { Unfinished } from "./resources.ts";
import { diffResponse, rpcError } from "./responses.ts";

test("a difference names every changed leaf, and which of them replace", () => {
	const response = diffResponse({
		changes: [
			{ path: ["metadata", "name"], kind: "update" },
			{ path: ["data", "a.b"], kind: "add" },
		],
		replaces: ({ path }) => path[0] === "metadata",
		deleteBeforeReplace: true,
	});
	expect(response.getChanges()).toBe(
		messages.DiffResponse.DiffChanges.DIFF_SOME,
	);
	expect(response.getReplacesList()).toEqual(["metadata.name"]);
	expect(response.getDiffsList()).toEqual(["metadata", "data"]);
	expect(response.getDeletebeforereplace()).toBe(true);
	expect(response.getDetaileddiffMap().get('data["a.b"]')?.getKind()).toBe(
		messages.PropertyDiff.Kind.ADD,
	);
	expect(response.getDetaileddiffMap().get("metadata.name")?.getKind()).toBe(
		messages.PropertyDiff.Kind.UPDATE_REPLACE,
	);
});

test("an error about an unfinished resource carries the resource", () => {
	const error = rpcError(new Unfinished("not ready", "default/a", { a: 1 }));
	const [bytes] = error.metadata?.get("grpc-status-details-bin") ?? [];
	const [detail] = statusMessages.Status.deserializeBinary(
		bytes as Buffer,
	).getDetailsList();
	const unfinished = detail?.unpack(
		messages.ErrorResourceInitFailed.deserializeBinary,
		"pulumirpc.ErrorResourceInitFailed",
	);
	expect(unfinished?.getId()).toBe("default/a");
	expect(unfinished?.getReasonsList()).toEqual(["not ready"]);
	expect(unfinished?.getProperties()?.toJavaScript()).toEqual({ a: 1 });
});

test("any other error is its message", () => {
	expect(rpcError(new Error("no")).details).toBe("no");
	expect(rpcError("no").metadata?.get("grpc-status-details-bin")).toEqual([]);
});
