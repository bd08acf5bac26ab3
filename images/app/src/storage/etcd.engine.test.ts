import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { httpRequest } from "../../../request.ts";
import { RealGroup } from "../../../sidecar/src/etcd/realGroup.fixture.ts";
import { testAdapterContract } from "./adapterContract.ts";
import { DecentralStorage } from "./decentral.ts";
import { etcdStates } from "./etcd.ts";

const group = new RealGroup(3);
const patienceSeconds = 60;

beforeAll(
	async () => {
		await group.start();
		await group.untilWhole(patienceSeconds);
	},
	2 * patienceSeconds * 1000,
);

afterAll(() => group.end(), patienceSeconds * 1000);

const opened = () =>
	new DecentralStorage(etcdStates(group.clientUrls, httpRequest()), {
		precedes: (_, stored, value) => stored === "before" && value === "after",
	});

describe("the adapter on three members of etcd", () => {
	testAdapterContract("etcd", opened);

	test("goes on when the member that it asks is gone", async () => {
		const storage = opened();
		await storage.set("pod-0", { value: "before" });
		await group.remove(0);
		await storage.set("pod-0", { value: "after" });
		expect(await storage.get("pod-0")).toMatchObject({ value: "after" });
	});
});
