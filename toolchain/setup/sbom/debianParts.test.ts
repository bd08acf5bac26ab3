import { expect, test } from "vitest";
import { debianParts } from "./debianParts.ts";

const control = `Package: libssl3
Source: openssl
Version: 3.0.17-1~deb12u2
Architecture: amd64
Description: Secure Sockets Layer toolkit
 Package: this is text, and no package

Package: bzip2
Source: bzip2 (1.0.8-5)
Version: 1.0.8-5+b1
Architecture: amd64

`;

test("each control paragraph is a package, named with what it was built of", () => {
	expect(debianParts(control, "bookworm")).toMatchObject([
		{
			name: "libssl3",
			version: "3.0.17-1~deb12u2",
			qualifiers: { arch: "amd64", distro: "bookworm", upstream: "openssl" },
		},
		{ name: "bzip2", qualifiers: { upstream: "bzip2@1.0.8-5" } },
	]);
});

test("no control data are no packages", () => {
	expect(debianParts("\n\n", "bookworm")).toEqual([]);
});
