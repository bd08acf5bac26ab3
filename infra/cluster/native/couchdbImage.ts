/**
 * Brings CouchDB's image into the nodes that are up, from a registry that this machine reaches or
 * from an archive; prints what the chart is told of it.
 *
 *     node couchdbImage.ts <image or archive> [--nodes=3]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../../../toolchain/cache.ts";
import { goBinary } from "../../../toolchain/goTools.ts";
import { run } from "../../../toolchain/run.ts";
import { importCommand } from "./components.ts";
import { transportOf } from "./imageSource.ts";
import { clusterNodes } from "./nodes.ts";
import { nodesIn } from "./nodesFlag.ts";
import { runInNode } from "./runInNode.ts";

const repository = "holdfast.local/couchdb";

/** Node's names of processors → those of images. */
const architectures: Readonly<Record<string, string>> = {
	x64: "amd64",
	arm64: "arm64",
};

const [source = ""] = process.argv.slice(2);
const folder = mkdtempSync(join(cacheFolder, "couchdb-image-"));
try {
	// A store of its own, which goes afterwards.
	const buildah = (...command: string[]) =>
		run([
			...["buildah", "--root", join(folder, "root")],
			...["--runroot", join(folder, "run"), "--storage-driver", "vfs"],
			...command,
		]);
	const id = (await buildah("pull", "--quiet", transportOf(source))).trim();
	const architecture = (
		await buildah(...["inspect", "--type", "image"], ...["--format", "{{.OCIv1.Architecture}}", id])
	).trim();
	const own = architectures[process.arch] ?? process.arch;
	if (architecture !== own) {
		throw new Error(`it is for ${architecture}, and this machine is ${own}`);
	}
	// By its contents, so that another image under the same name restarts the store, and the same one
	// doesn't.
	const tag = id.slice(0, 12);
	const archive = join(folder, "couchdb.tar");
	await buildah("push", "--quiet", id, `oci-archive:${archive}:${repository}:${tag}`);
	for (const node of clusterNodes(nodesIn(process.argv))) {
		runInNode(node, ...importCommand(goBinary("ctr"), archive));
	}
	console.log(JSON.stringify({ repository, tag }));
} catch (error) {
	console.error(
		`CouchDB's image ${source} can't be had: ${(error as Error).message.trim()}. Name another with "pulumi config set couchdbImage …", or leave it out with "pulumi config rm couchdbImage", and a stand-in takes its place.`,
	);
	process.exitCode = 1;
} finally {
	rmSync(folder, { recursive: true, force: true });
}
