import { gunzipSync, gzipSync } from "node:zlib";
import type { V1Secret } from "@kubernetes/client-node";
import { expect, test } from "vitest";
import { asFailed, type Records, withReleasesSettled } from "./releases.ts";
import type { Deployment, StateResource } from "./unfinished.ts";

const base64 = (data: string | Buffer) => Buffer.from(data).toString("base64");

function record(status: string): V1Secret {
	const release = { name: "store", version: 1, info: { status, notes: "Hi" } };
	return {
		metadata: {
			name: "sh.helm.release.v1.store.v1",
			namespace: "lab",
			labels: { owner: "helm", name: "store", status },
		},
		data: { release: base64(base64(gzipSync(JSON.stringify(release)))) },
	};
}
const content = ({ data }: V1Secret) =>
	JSON.parse(gunzipSync(Buffer.from(Buffer.from(data?.release ?? "", "base64").toString(), "base64")).toString());

test.each(["pending-install", "pending-upgrade", "uninstalling"])(
	"a revision that is %s has failed, and is otherwise as it was",
	(status) => {
		const failed = asFailed(record(status));
		expect(failed?.metadata?.labels).toMatchObject({
			name: "store",
			status: "failed",
		});
		expect(content(failed ?? {})).toMatchObject({
			name: "store",
			version: 1,
			info: { status: "failed", notes: "Hi" },
		});
	},
);

test.each(["deployed", "superseded", "failed", "uninstalled"])("a revision that is %s stays so", (status) => {
	expect(asFailed(record(status))).toBeNull();
});

const urn = (name: string) => `urn:pulumi:lab::holdfast::type::${name}`;
const provider: StateResource = {
	urn: urn("cluster"),
	custom: true,
	type: "pulumi:providers:kubernetes",
	id: "1",
	inputs: { kubeconfig: "/lab/kubeconfig", context: "lab" },
};
const release: StateResource = {
	urn: urn("store"),
	custom: true,
	type: "kubernetes:helm.sh/v3:Release",
	provider: `${urn("cluster")}::1`,
	inputs: { name: "store", namespace: "lab" },
};
const killed = (type: string): Deployment => ({
	resources: [provider, ...(type === "creating" ? [] : [release])],
	pending_operations: [{ resource: release, type }],
});

async function settled(deployment: Deployment, revisions: V1Secret[] | null) {
	const asked: unknown[] = [];
	const written: V1Secret[] = [];
	const records: Records | null = revisions && {
		async read(name) {
			asked.push(name);
			return revisions;
		},
		async write(each) {
			written.push(each);
		},
	};
	const result = await withReleasesSettled(deployment, async (cluster) => {
		asked.push(cluster);
		return records;
	});
	return { result, asked, written };
}

test("the release's own cluster is asked, and only what wasn't finished is written", async () => {
	const { result, asked, written } = await settled(killed("updating"), [record("deployed"), record("pending-upgrade")]);
	expect(asked).toEqual([
		{ kubeconfig: "/lab/kubeconfig", context: "lab" },
		{ name: "store", namespace: "lab" },
	]);
	expect(written.map((each) => content(each).info.status)).toEqual(["failed"]);
	expect(result).toEqual(killed("updating"));
});

test("a release that Helm hadn't begun with isn't there", async () => {
	const { result } = await settled(killed("creating"), []);
	expect(result).toEqual({ resources: [provider], pending_operations: [] });
});

test("a release that Helm had done with deleting isn't there", async () => {
	const { result } = await settled(killed("deleting"), []);
	expect(result).toEqual({ resources: [provider], pending_operations: [] });
});

test("where the cluster gives no answer, the state stays as it is", async () => {
	const { result } = await settled(killed("creating"), null);
	expect(result).toEqual(killed("creating"));
});

test("nobody is asked about other resources", async () => {
	const service = { ...release, type: "kubernetes:core/v1:Service" };
	const deployment = {
		pending_operations: [{ resource: service, type: "creating" }],
	};
	const { result, asked } = await settled(deployment, []);
	expect(asked).toEqual([]);
	expect(result.pending_operations).toEqual(deployment.pending_operations);
});
