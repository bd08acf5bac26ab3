import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { hazelcastJar, hazelcastSha256, hazelcastVersion } from "../hazelcast.ts";
import { withMaven } from "./maven.ts";
import { progress } from "./progress.ts";

const dependencyPlugin = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1";

/**
 * Fetches the member's archive into the cache: all of it and the right one, or nothing.
 *
 * @param jar where it goes
 * @param maven the program, for tests
 * @throws Error when Maven can't fetch it, or it isn't what it was
 */
export async function fetchHazelcast(jar = hazelcastJar(), maven?: string, sha256 = hazelcastSha256): Promise<void> {
	const show = progress("fetching Hazelcast");
	const name = `hazelcast-${hazelcastVersion}.jar`;
	const fetched = await withMaven(
		async ({ folder, maven }) => {
			await maven([
				`${dependencyPlugin}:copy`,
				`-Dartifact=com.hazelcast:hazelcast:${hazelcastVersion}`,
				`-DoutputDirectory=${folder}`,
			]);
			// From here on it is out of the reach of whoever fetched it.
			return readFileSync(join(folder, name));
		},
		show.update,
		maven,
	);
	const found = createHash("sha256").update(fetched).digest("hex");
	if (found !== sha256) {
		throw new Error(`Maven's ${name} has the SHA-256 ${found}, not ${sha256}: look who changed it before you go on.`);
	}
	mkdirSync(dirname(jar), { recursive: true });
	const unfinished = join(dirname(jar), `${basename(jar)}.unfinished`);
	writeFileSync(unfinished, fetched, { flush: true });
	renameSync(unfinished, jar);
	show.done("fetched");
}
