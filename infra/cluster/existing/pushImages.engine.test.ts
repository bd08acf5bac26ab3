import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkout } from "../../../schema/checkout.ts";
import { builtImages } from "../../../toolchain/images.ts";
import { run } from "../../../toolchain/run.ts";
import { registryReference } from "./registry.ts";
import { type RegistryServer, startRegistry } from "./registryServer.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "holdfast-registry-"));
let registry: RegistryServer;

const push = (host: string, environment: Record<string, string>) =>
	run(["node", "infra/cluster/existing/push.ts", `${host}/team`], {
		cwd: checkout,
		environment,
	});

beforeAll(async () => {
	registry = await startRegistry(folder);
});

afterAll(async () => {
	await registry?.stop();
	rmSync(folder, { recursive: true });
});

test("an authority that nobody trusts is told in one sentence, with what to do", async () => {
	await expect(push(registry.host, {})).rejects.toThrow(
		/The images can't be pushed to .* \(log in with "buildah login", or name another.*certificate signed by unknown authority/s,
	);
});

test("images arrive as they were built, so that a run's manifest names what ran", {
	timeout: 300_000,
}, async () => {
	await push(registry.host, { SSL_CERT_FILE: registry.authority });
	const { references } = builtImages();
	for (const name of ["app", "observer", "sidecar", "hazelcast"] as const) {
		const { reference, digest } = references[name];
		expect(await digestThere(reference), name).toBe(digest);
	}
	expect(await digestThere(references.store.reference)).toBeUndefined();
});

/** Digest of an image in the registry; undefined when there is none. */
function digestThere(reference: string): Promise<string | undefined> {
	const [path = "", tag = ""] = registryReference(reference, "team").split(":");
	return new Promise((resolve, reject) => {
		get(
			`https://${registry.host}/v2/${path}/manifests/${tag}`,
			{
				ca: readFileSync(registry.authority),
				headers: { accept: "application/vnd.oci.image.manifest.v1+json" },
			},
			(answer) => {
				answer.resume();
				resolve(answer.headers["docker-content-digest"] as string | undefined);
			},
		).on("error", reject);
	});
}
