import { expect, test } from "vitest";
import { fakeConnection } from "./fakeConnection.ts";
import { fakeManagement } from "./fakeManagement.ts";
import { removeCrashed } from "./removal.ts";

/** pod-0 asks; pod-6 noted in its own group that it is the CP member "c", of 10.0.0.6. */
function cluster() {
	const connection = fakeConnection([{ uuid: "m0", address: "10.0.0.0", pod: "pod-0" }]);
	connection.values.set("cp-member-of-pod-6@group-1", "c");
	const management = fakeManagement("10.0.0.0", [
		{ uuid: "a", address: "10.0.0.0" },
		{ uuid: "c", address: "10.0.0.6" },
	]);
	return { connection, management };
}

test("the member that a crashed replica noted is removed", async () => {
	const { connection, management } = cluster();
	expect(await removeCrashed("pod-6", "group-1", connection, management)).toEqual({
		kind: "removed",
		uuid: "c",
	});
	expect(management.changes).toEqual(["remove c"]);
});

test("a member that lives is left alone", async () => {
	const { connection, management } = cluster();
	connection.live.push({ uuid: "m6", address: "10.0.0.6", pod: "pod-6" });
	expect(await removeCrashed("pod-6", "group-1", connection, management)).toEqual({
		kind: "alive",
	});
	expect(management.changes).toEqual([]);
});

test("a replica that noted nothing, or whose member was removed already, has none", async () => {
	const { connection, management } = cluster();
	expect(await removeCrashed("pod-7", "group-1", connection, management)).toEqual({
		kind: "unknown",
	});
	await management.remove("c");
	expect(await removeCrashed("pod-6", "group-1", connection, management)).toEqual({
		kind: "unknown",
	});
	expect(management.changes).toEqual(["remove c"]);
});

test("without the own member, the replica's group or the management's consent, nobody is removed, and it says why", async () => {
	const { connection, management } = cluster();
	expect(await removeCrashed("pod-6", "group-1", null, management)).toEqual({
		kind: "unavailable",
		reason: "The own member isn't there.",
	});
	connection.dead.add("group-1");
	expect(await removeCrashed("pod-6", "group-1", connection, management)).toEqual({
		kind: "unavailable",
		reason: "The CP Subsystem doesn't answer: group-1 has no leader.",
	});
	connection.dead.clear();
	management.failure = (call) => (call === "remove" ? new Error("busy") : null);
	expect(await removeCrashed("pod-6", "group-1", connection, management)).toEqual({
		kind: "unavailable",
		reason: "The CP Subsystem doesn't answer: busy.",
	});
});
