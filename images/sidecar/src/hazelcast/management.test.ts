import { expect, test } from "vitest";
import { type Request, RequestFailed } from "../../../request.ts";
import { ManagementFailed, managementClient } from "./management.ts";

const base = "http://127.0.0.1:5703/hazelcast/rest";

/** A client of a member that always answers so. */
function client(status: number, body: unknown) {
	const sent: Parameters<Request>[] = [];
	const request: Request = async (...args) => {
		sent.push(args);
		if (status === 0) throw new RequestFailed("no answer within 2 s", true);
		return {
			status,
			text: typeof body === "string" ? body : JSON.stringify(body),
		};
	};
	const management = managementClient({
		host: "127.0.0.1",
		port: 5703,
		clusterName: "holdfast",
		request,
	});
	return { management, sent };
}

test("CP members come with the plain addresses of their Pods, IPv6 too", async () => {
	const { management, sent } = client(200, [
		{ uuid: "a", address: "[10.0.0.1]:5701" },
		{ uuid: "b", address: "[fd00::2]:5701" },
		{ uuid: "c", address: "unlike" },
	]);
	expect(await management.cpMembers()).toEqual([
		{ uuid: "a", address: "10.0.0.1" },
		{ uuid: "b", address: "fd00::2" },
		{ uuid: "c", address: "unlike" },
	]);
	expect(sent[0]?.slice(0, 2)).toEqual(["GET", `${base}/cp-subsystem/members`]);
});

test("the own seat, a group's members and the groups' names are read", async () => {
	expect(
		await client(200, {
			uuid: "a",
			address: "[10.0.0.1]:5701",
		}).management.ownSeat(),
	).toBe("a");
	const group = client(200, {
		id: { name: "group-0", seed: 0, groupId: 6014 },
		status: "ACTIVE",
		members: [{ uuid: "a", address: "[10.0.0.1]:5701" }],
	});
	expect(await group.management.groupMembers("a/b")).toEqual([{ uuid: "a", address: "10.0.0.1" }]);
	expect(group.sent[0]?.[1]).toBe(`${base}/cp-subsystem/groups/a%2Fb`);
	expect(await client(200, [{ name: "METADATA" }, { name: "group-0" }]).management.groupNames()).toEqual([
		"METADATA",
		"group-0",
	]);
});

test("404 says that there is none of what was asked for", async () => {
	const { management } = client(404, "");
	expect(await management.ownSeat()).toBeNull();
	expect(await management.cpMembers()).toEqual([]);
	expect(await management.groupMembers("group-9")).toBeNull();
	expect(await management.groupNames()).toEqual([]);
});

test("each change goes to its own path, with the cluster's name and no password", async () => {
	const { management, sent } = client(200, "");
	await management.promote();
	await management.remove("u-1");
	await management.destroyGroup("group-0");
	await management.reset();
	expect(sent.map(([method, url]) => `${method} ${url}`)).toEqual([
		`POST ${base}/cp-subsystem/members`,
		`POST ${base}/cp-subsystem/members/u-1/remove`,
		`POST ${base}/cp-subsystem/groups/group-0/remove`,
		`POST ${base}/cp-subsystem/reset`,
	]);
	for (const [, , { body, headers }] of sent) {
		expect(body).toBe("holdfast&");
		expect(headers["content-type"]).toBe("application/x-www-form-urlencoded");
	}
});

test("a refusal fails with what was asked, the status and the reason; a change's 404 too", async () => {
	await expectFailure(client(500, "no leader").management.cpMembers(), 500, "GET /cp-subsystem/members: 500 no leader");
	await expectFailure(client(500, "").management.promote(), 500, "POST /cp-subsystem/members: 500");
	await expectFailure(client(404, "").management.remove("u-1"), 404, "POST /cp-subsystem/members/u-1/remove: 404");
});

test("an answer that isn't JSON fails", async () => {
	await expectFailure(client(200, "<html>").management.groupNames(), 200, "GET /cp-subsystem/groups: not JSON: <html>");
});

test("without an answer a call fails with status 0", async () => {
	const { management } = client(0, "");
	await expectFailure(management.ownSeat(), 0, "GET /cp-subsystem/members/local: no answer within 2 s");
	await expectFailure(management.reset(), 0, "POST /cp-subsystem/reset: no answer within 2 s");
});

async function expectFailure(call: Promise<unknown>, status: number, message: string) {
	const error = await call.catch((reason: unknown) => reason);
	expect(error).toBeInstanceOf(ManagementFailed);
	expect(error).toMatchObject({ status, message });
}
