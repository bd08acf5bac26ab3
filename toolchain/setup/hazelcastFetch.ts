import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import {
	hazelcastJar,
	hazelcastSha256,
	hazelcastVersion,
} from "../hazelcast.ts";
import { run } from "../run.ts";
import { progress } from "./progress.ts";

const dependencyPlugin =
	"org.apache.maven.plugins:maven-dependency-plugin:3.6.1";

/** @throws Error when Maven can't fetch it, or it isn't what it was */
export async function fetchHazelcast(): Promise<void> {
	const show = progress("fetching Hazelcast");
	const jar = hazelcastJar();
	const folder = `${dirname(jar)}.unfinished`;
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	await run(
		[
			...["mvn", "--batch-mode", "--quiet", `${dependencyPlugin}:copy`],
			`-Dartifact=com.hazelcast:hazelcast:${hazelcastVersion}`,
			`-DoutputDirectory=${folder}`,
		],
		{ cwd: folder, onLine: (line) => show.update(line) },
	);
	const fetched = join(folder, basename(jar));
	const sha256 = createHash("sha256")
		.update(readFileSync(fetched))
		.digest("hex");
	if (sha256 !== hazelcastSha256) {
		throw new Error(
			`Maven's ${basename(jar)} has the SHA-256 ${sha256}, not ${hazelcastSha256}: look who changed it before you go on.`,
		);
	}
	mkdirSync(dirname(jar), { recursive: true });
	renameSync(fetched, jar);
	rmSync(folder, { recursive: true });
	show.done("fetched");
}
