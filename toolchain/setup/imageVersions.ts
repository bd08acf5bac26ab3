import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../../schema/checkout.ts";
import { prometheusFolder } from "../debian.ts";
import { hazelcastVersion } from "../hazelcast.ts";
import type { ImageName } from "../images.ts";
import { run } from "../run.ts";
import { memberEtcdVersion } from "../versions.ts";

/**
 * The version of what each image is for. It is a label, so it must change only when the image does:
 * a commit, or the key of all images together, would give every image a new digest for each change
 * of another one.
 */
export async function imageVersions(): Promise<Record<ImageName, string>> {
	const manifest = readFileSync(join(checkout, "package.json"), "utf8");
	const { version } = JSON.parse(manifest) as { version: string };
	return {
		pause: await installedVersion("catatonit"),
		app: version,
		observer: version,
		store: version,
		sidecar: version,
		controller: version,
		liar: version,
		hazelcast: hazelcastVersion,
		etcd: memberEtcdVersion(),
		prometheus: readFileSync(join(prometheusFolder(), "version"), "utf8"),
	};
}

/** Empty for what didn't come as a Debian package. */
async function installedVersion(name: string): Promise<string> {
	try {
		const status = await run(["dpkg-query", "--status", name]);
		return /^Version: (.*)$/m.exec(status)?.[1] ?? "";
	} catch {
		return "";
	}
}
