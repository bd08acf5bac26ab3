import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { strFromU8, unzipSync } from "fflate";
import type { Part } from "./part.ts";

const properties = /^META-INF\/maven\/.*\/pom\.properties$/;

/**
 * The artifacts of which a jar is made: it keeps the properties of each that was put into it.
 *
 * @param main `artifactId` of the one whose bytes the jar is
 * @throws Error when it isn't among them
 */
export function jarParts(jar: string, main: string): Part[] {
	const content = readFileSync(jar);
	const entries = unzipSync(content, {
		filter: ({ name }) => properties.test(name),
	});
	const parts = Object.values(entries).map((text) =>
		mavenPart(strFromU8(text)),
	);
	const whole = parts.find(({ name }) => name === main);
	if (!whole) {
		throw new Error(
			`${jar} doesn't say that it is ${main}: is it the jar that toolchain/hazelcast.ts names?`,
		);
	}
	whole.sha256 = createHash("sha256").update(content).digest("hex");
	return parts;
}

function mavenPart(text: string): Part {
	const value = (key: string) =>
		new RegExp(`^${key}=(.*)$`, "m").exec(text)?.[1]?.trim() ?? "";
	return {
		origin: "maven",
		namespace: value("groupId"),
		name: value("artifactId"),
		version: value("version"),
	};
}
