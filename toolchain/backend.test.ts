import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { backendFolder, backendUrl, keepPrivate } from "./backend.ts";

test("whatever a folder is called, its URL names it and nothing else", () => {
	const name = fc
		.string({ unit: "grapheme", minLength: 1 })
		.map((text) => text.replaceAll(/[/\0]/g, "_"))
		.filter((text) => text !== "." && text !== "..");
	fc.assert(
		fc.property(name, (text) => {
			const folder = join("/home/me", text, "backend");
			const url = backendUrl(folder);
			expect(url).not.toMatch(/[#? ]/);
			expect(backendFolder(url)).toBe(folder);
			expect(backendFolder(`${url}?no_tmp_dir=true`)).toBe(folder);
		}),
	);
});

test.each(["C#", "100%", "a b", "ümlaut", "a+b?", "d%20e"])("a folder called %s is one of them", (name) => {
	expect(backendFolder(backendUrl(`/home/somebody/${name}`))).toBe(`/home/somebody/${name}`);
});

test("a URL that wasn't escaped is taken at its word, and one of another backend is no folder", () => {
	expect(backendFolder("file:///home/somebody/100%")).toBe("/home/somebody/100%");
	for (const url of ["s3://bucket", "https://api.example.com", "", undefined]) expect(backendFolder(url)).toBeNull();
});

test("states are their owner's only, those that are there and those to come", () => {
	const backend = mkdtempSync(join(tmpdir(), "holdfast-private-"));
	try {
		const mode = (path: string) => statSync(join(backend, path)).mode & 0o777;
		keepPrivate(backend);
		expect(mode(".pulumi")).toBe(0o700);
		mkdirSync(join(backend, ".pulumi/stacks/holdfast"), { recursive: true });
		mkdirSync(join(backend, ".pulumi/plugins"));
		const state = ".pulumi/stacks/holdfast/central-5.json";
		const plugin = ".pulumi/plugins/program";
		for (const file of [state, plugin]) writeFileSync(join(backend, file), "", { mode: 0o755 });
		keepPrivate(backend);
		expect(mode(state)).toBe(0o600);
		// A backend in the home folder shares it with Pulumi's own programs.
		expect(mode(plugin)).toBe(0o755);
	} finally {
		rmSync(backend, { recursive: true });
	}
});
