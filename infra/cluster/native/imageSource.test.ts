import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { imageSourceProblem, transportOf, withRegistry } from "./imageSource.ts";

const folder = mkdtempSync(join(tmpdir(), "holdfast-image-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("an image of a registry is called as Docker would", () => {
	expect(withRegistry("couchdb:3.5.0")).toBe("docker.io/library/couchdb:3.5.0");
	expect(withRegistry("team/couchdb")).toBe("docker.io/team/couchdb");
	expect(withRegistry("registry.example.com/couchdb:3")).toBe("registry.example.com/couchdb:3");
	expect(withRegistry("localhost:5000/couchdb")).toBe("localhost:5000/couchdb");
	expect(transportOf("couchdb:3.5.0")).toBe("docker://docker.io/library/couchdb:3.5.0");
	expect(imageSourceProblem("couchdb:3.5.0")).toBeNull();
});

test("an archive is of Docker's kind or of OCI's, or none", () => {
	const archive = (name: string, file: string) => {
		const path = join(folder, name);
		writeFileSync(join(folder, file), "{}");
		execFileSync("tar", ["--create", "--file", path, "-C", folder, file]);
		return path;
	};
	const oci = archive("oci.tar", "oci-layout");
	expect(transportOf(oci)).toBe(`oci-archive:${oci}`);
	const docker = archive("docker.tar", "manifest.json");
	expect(transportOf(docker)).toBe(`docker-archive:${docker}`);
	const none = archive("none.tar", "read.me");
	expect(() => transportOf(none)).toThrow(`${none} holds no image`);
	expect(imageSourceProblem(oci)).toBeNull();
	expect(imageSourceProblem("./nowhere/couchdb.tar")).toBe(
		'There is no image archive at ./nowhere/couchdb.tar: name another, or an image of a registry, with "pulumi config set couchdbImage …".',
	);
});
