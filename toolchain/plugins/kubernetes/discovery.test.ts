import { expect, test } from "vitest";
import { type Api, ApiError } from "./api.ts";
import {
	discovery,
	findResource,
	objectPath,
	versionPath,
} from "./discovery.ts";

const apps = {
	resources: [
		{ name: "statefulsets/status", kind: "StatefulSet", namespaced: true },
		{ name: "statefulsets", kind: "StatefulSet", namespaced: true },
	],
};
const { signal } = new AbortController();

test("paths follow group, version, namespace and name", () => {
	expect(versionPath("v1")).toBe("/api/v1");
	expect(versionPath("apps/v1")).toBe("/apis/apps/v1");
	const sets = { plural: "statefulsets", namespaced: true };
	expect(objectPath("apps/v1", sets, "default", "pod")).toBe(
		"/apis/apps/v1/namespaces/default/statefulsets/pod",
	);
	expect(objectPath("apps/v1", sets, "default")).toBe(
		"/apis/apps/v1/namespaces/default/statefulsets",
	);
	expect(
		objectPath("v1", { plural: "nodes", namespaced: false }, "default", "a:b"),
	).toBe("/api/v1/nodes/a%3Ab");
});

test("a subresource is not the resource", () => {
	expect(findResource(apps, "StatefulSet")).toEqual({
		plural: "statefulsets",
		namespaced: true,
	});
	expect(findResource(apps, "Deployment")).toBeUndefined();
	expect(findResource(undefined, "Deployment")).toBeUndefined();
});

test("lists are asked for once, and again for a kind that may be new", async () => {
	const asked: string[] = [];
	const api: Api = {
		server: "https://api",
		async send({ path }) {
			asked.push(path);
			if (path === "/apis/none/v1") throw new ApiError("no", 404, "NotFound");
			return apps;
		},
	};
	const find = discovery(api);
	const set = { apiVersion: "apps/v1", kind: "StatefulSet" };
	await find(set, signal);
	await find(set, signal);
	expect(asked).toEqual(["/apis/apps/v1"]);
	await expect(find({ ...set, kind: "Buoy" }, signal)).rejects.toThrow(
		"The cluster at https://api knows no Buoy in apps/v1; check both, and that its CustomResourceDefinition exists.",
	);
	expect(asked).toHaveLength(2);
	await expect(
		find({ apiVersion: "none/v1", kind: "Buoy" }, signal),
	).rejects.toThrow("knows no Buoy in none/v1");
});
