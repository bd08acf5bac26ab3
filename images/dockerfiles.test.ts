import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const checkout = join(import.meta.dirname, "..");
const files = globSync(["images/*/Dockerfile", "bench/study/Dockerfile"], {
	cwd: checkout,
}).sort();

/** What Docker (BuildKit), Podman and Buildah all know, and their older versions, too. */
const instructions = [
	/^ARG BASE(=\S+)?$/,
	/^FROM (scratch|\$\{BASE\})$/,
	/^LABEL( org\.opencontainers\.image\.\w+="[^"]*")+$/,
	/^USER \d+:\d+$/,
	/^ADD rootfs\.tar \/$/,
	/^COPY --chmod=0[0-7]{3} (\S+ )+\S+$/,
	// No here-document, and no --mount: Buildah has each only since a late version.
	/^RUN sh \S+$/,
	/^ENV [A-Z_]+=\S+$/,
	/^EXPOSE \d+( \d+)*$/,
	/^ENTRYPOINT \[.*\]$/,
];

/** Lines as a builder joins them. */
function statements(file: string): string[] {
	return readFileSync(join(checkout, file), "utf8")
		.replaceAll(/^#.*\n/gm, "")
		.replaceAll(/\s*\\\n\s*/g, " ")
		.trim()
		.split("\n");
}

describe.each(files)("%s", (file) => {
	test("says nothing that one of the builders refuses", () => {
		for (const statement of statements(file)) {
			expect(
				instructions.some((instruction) => instruction.test(statement)),
				statement,
			).toBe(true);
		}
	});

	test("has a title, a description, and no label that changes with time", () => {
		const [label = ""] = statements(file).filter((each) => each.startsWith("LABEL"));
		expect(label).toContain("image.title=");
		expect(label).toContain("image.description=");
		expect(label).not.toMatch(/image\.(created|revision)=/);
	});

	test("names no processor", () => {
		expect(readFileSync(join(checkout, file), "utf8")).not.toMatch(/amd64|x86_64|arm64|aarch64/);
	});

	test("ends with a user other than root, by number, unless others stand on it", () => {
		const user = statements(file).findLast((each) => each.startsWith("USER"));
		const isBase = /\/(base|java)\//.test(file);
		expect(user ?? null).toEqual(isBase ? null : expect.stringMatching(/^USER [1-9]\d*:[1-9]\d*$/));
	});
});
