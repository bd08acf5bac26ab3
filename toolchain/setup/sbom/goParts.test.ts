import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { goParts } from "./goParts.ts";

const folder = mkdtempSync(join(tmpdir(), "holdfast-go-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A string as Go writes it, here of less than 2^14 bytes. */
function text(content: string): Buffer {
	const length = Buffer.from([
		(content.length & 0x7f) | 0x80,
		content.length >> 7,
	]);
	return Buffer.concat([length, Buffer.from(content, "latin1")]);
}

function binary(lines: readonly string[]): string {
	const header = Buffer.alloc(32);
	header.write("\xff Go buildinf:", "latin1");
	header[14] = 8;
	header[15] = 2;
	const mark = "m".repeat(16);
	const file = join(folder, "binary");
	writeFileSync(
		file,
		Buffer.concat([
			Buffer.from("\x7fELF and so on"),
			header,
			text("go1.26.1 X:experiment"),
			text(`${mark}${lines.join("\n")}\n${mark}`),
			Buffer.from("the rest"),
		]),
	);
	return file;
}

test("a binary's parts are its modules as they were built, and Go's own library, but not the module that it is; each once", () => {
	const file = binary([
		"path\tholdfast.dev/toolchain/etcd",
		"mod\tholdfast.dev/toolchain/etcd\t(devel)",
		"dep\tgo.etcd.io/etcd/server/v3\tv3.7.3\th1:abc=",
		"dep\texample.com/replaced\tv1.0.0",
		"=>\texample.com/fork\tv1.0.1\th1:def=",
		"build\t-trimpath=true",
	]);
	expect(goParts([file, file])).toEqual([
		{ origin: "golang", name: "stdlib", version: "1.26.1" },
		{
			origin: "golang",
			namespace: "go.etcd.io/etcd/server",
			name: "v3",
			version: "v3.7.3",
		},
		{
			origin: "golang",
			namespace: "example.com",
			name: "fork",
			version: "v1.0.1",
		},
	]);
});

test("a file that no Go built is refused", () => {
	const file = join(folder, "script");
	writeFileSync(file, "#!/bin/sh\n");
	expect(() => goParts([file])).toThrow(
		`${file} doesn't say which Go modules it is made of`,
	);
});
