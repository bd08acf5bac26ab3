import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { afterAll, expect, test } from "vitest";
import { jarParts } from "./jarParts.ts";

const folder = mkdtempSync(join(tmpdir(), "holdfast-jar-"));
afterAll(() => rmSync(folder, { recursive: true }));

const properties = (groupId: string, artifactId: string, version: string) =>
	strToU8(
		`#made by Maven\nartifactId=${artifactId}\r\ngroupId=${groupId}\nversion=${version}\n`,
	);

function jar(): string {
	const file = join(folder, "a.jar");
	writeFileSync(
		file,
		zipSync({
			"META-INF/maven/org.a/main/pom.properties": properties(
				"org.a",
				"main",
				"2.0",
			),
			"META-INF/maven/org.b/shaded/pom.properties": properties(
				"org.b",
				"shaded",
				"1.0",
			),
			"org/a/pom.properties": properties("org.c", "resource", "0"),
		}),
	);
	return file;
}

test("a jar's artifacts are those whose Maven properties it keeps; its own has its hash", () => {
	expect(jarParts(jar(), "main")).toEqual([
		{
			origin: "maven",
			namespace: "org.a",
			name: "main",
			version: "2.0",
			sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
		},
		{ origin: "maven", namespace: "org.b", name: "shaded", version: "1.0" },
	]);
});

test("a jar that isn't what it should be is refused", () => {
	expect(() => jarParts(jar(), "hazelcast")).toThrow(
		"doesn't say that it is hazelcast",
	);
});
