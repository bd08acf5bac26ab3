import { createHash } from "node:crypto";
import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fetchHazelcast } from "./hazelcastFetch.ts";
import { nobody } from "./maven.ts";

const isRoot = process.getuid?.() === 0;
const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");

let folder: string;
let jar: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "holdfast-fetch-"));
	// What stands in for Maven has to be found by the user who runs it.
	chmodSync(folder, 0o755);
	jar = join(folder, "cache", "hazelcast.jar");
	vi.stubEnv("TMPDIR", join(folder, "scratch"));
	vi.spyOn(console, "log").mockImplementation(() => {});
	mkdirSync(join(folder, "scratch"), { mode: 0o755 });
});
afterEach(() => {
	vi.unstubAllEnvs();
	vi.restoreAllMocks();
	rmSync(folder, { recursive: true });
});

/** A Maven that does nothing but `script`, in which `$out` is where the archive is wanted. */
function maven(script: string): string {
	const file = join(folder, "mvn");
	writeFileSync(
		file,
		`#!/bin/sh
for each; do case $each in -DoutputDirectory=*) out=\${each#*=}/hazelcast-5.4.0.jar;; esac; done
${script}
`,
		{ mode: 0o755 },
	);
	return file;
}

test("what Maven brings is kept once it has its hash, and nothing else is", async () => {
	await fetchHazelcast(jar, maven('printf archive >"$out"'), hashOf("archive"));
	expect(readFileSync(jar, "utf8")).toBe("archive");
	expect(readdirSync(join(folder, "cache"))).toEqual(["hazelcast.jar"]);
	expect(readdirSync(join(folder, "scratch"))).toEqual([]);
});

test("anything else is refused with both hashes, and isn't kept", async () => {
	await expect(fetchHazelcast(jar, maven('printf other >"$out"'), hashOf("archive"))).rejects.toThrow(
		`Maven's hazelcast-5.4.0.jar has the SHA-256 ${hashOf("other")}, not ${hashOf("archive")}: look who changed it before you go on.`,
	);
	expect(existsSync(jar)).toBe(false);
	expect(readdirSync(join(folder, "scratch"))).toEqual([]);
});

test("a Maven that fails is told with its last words", async () => {
	await expect(fetchHazelcast(jar, maven("echo 'no such artifact' >&2; exit 1"), hashOf("archive"))).rejects.toThrow(
		/failed \(exit code 1\):\nno such artifact/,
	);
	expect(readdirSync(join(folder, "scratch"))).toEqual([]);
});

test.runIf(isRoot)("Maven is nobody, has a home of its own, and can't write anywhere else", async () => {
	writeFileSync(join(folder, "secret"), "secret", { mode: 0o600 });
	const script = `
id -u >"$out"
[ "$(ls -d "$HOME" 2>/dev/null)" ] && [ -w "$HOME" ] && echo home >>"$out"
[ -w ${folder} ] && echo outside >>"$out"
[ -r ${folder}/secret ] && echo secret >>"$out"
case $MAVEN_OPTS in *-Duser.home=$HOME*) echo user.home >>"$out";; esac`;
	const expected = `${nobody}\nhome\nuser.home\n`;
	await fetchHazelcast(jar, maven(script), hashOf(expected));
	expect(readFileSync(jar, "utf8")).toBe(expected);
});
