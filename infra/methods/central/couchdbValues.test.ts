import fc from "fast-check";
import { expect, test } from "vitest";
import { storeValues } from "./couchdbValues.ts";

const args = {
	secretName: "central-credentials",
	uuid: "0".repeat(32),
	storage: "pods",
	storageClass: "",
} as const;

test("the cluster's identity is ours, and the chart makes no secret of its own", () => {
	expect(storeValues(args)).toMatchObject({
		clusterSize: 3,
		createAdminSecret: false,
		extraSecretName: "central-credentials",
		couchdbConfig: { couchdb: { uuid: args.uuid } },
		autoSetup: { enabled: true },
	});
});

test("the same arguments give the same values, so that an update restarts nothing", () => {
	fc.assert(
		fc.property(fc.string(), fc.string(), (secretName, uuid) => {
			const once = storeValues({ ...args, secretName, uuid });
			expect(storeValues({ ...args, secretName, uuid })).toEqual(once);
		}),
	);
});

test("every image has a version, and none of them is the latest", () => {
	const { image, initImage, autoSetup } = storeValues(args);
	for (const { tag } of [image, initImage, autoSetup.image]) {
		expect(tag).toMatch(/^\d+\.\d+\.\d+$/);
	}
});

test("a drain takes one database replica at a time, and no database is written but the run's own", () => {
	expect(storeValues(args)).toMatchObject({
		podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
		autoSetup: { defaultDatabases: [] },
	});
});

test("with CouchDB's image alone, nothing else is pulled", () => {
	const own = { repository: "holdfast.local/couchdb", tag: "0123456789ab" };
	const values = storeValues({ ...args, onlyImage: own, node: "holdfast" });
	expect(values).toMatchObject({
		image: own,
		initImage: own,
		autoSetup: { enabled: false },
		nodeSelector: { "kubernetes.io/hostname": "holdfast" },
	});
});

test("data lie in the Pods, or on volumes of the class that is named", () => {
	const volume = (storage: "pods" | "volumes", storageClass: string) =>
		storeValues({ ...args, storage, storageClass }).persistentVolume;
	expect(volume("pods", "fast")).toEqual({ enabled: false });
	expect(volume("volumes", "")).toEqual({ enabled: true, size: "1Gi" });
	expect(volume("volumes", "fast")).toMatchObject({ storageClass: "fast" });
});
