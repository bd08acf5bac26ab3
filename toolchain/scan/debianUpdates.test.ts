import { expect, test } from "vitest";
import { candidates, outdated, packagesOf } from "./debianUpdates.ts";

test("what apt would install is read by package, and what it can't is left out", () => {
	const policy = `libssl3:
  Installed: 3.0.15-1
  Candidate: 3.0.17-1~deb12u2
  Version table:
     3.0.17-1~deb12u2 500
        500 https://archive bookworm-security/main amd64 Packages
gone:
  Installed: (none)
  Candidate: (none)
  Version table:
`;
	expect([...candidates(policy)]).toEqual([["libssl3", "3.0.17-1~deb12u2"]]);
});

test("packages are those of Debian, each once, as a bill of materials names them", () => {
	const bill = {
		components: [
			{ purl: "pkg:deb/debian/libstdc%2B%2B6@12.2.0-14%2Bdeb12u1?arch=amd64" },
			{ purl: "pkg:npm/hono@4.0.0" },
			{},
		],
	};
	expect(packagesOf([bill, bill, {}])).toEqual([
		{ name: "libstdc++6", version: "12.2.0-14+deb12u1" },
	]);
});

test("only a newer version is a finding: not the same, not an older, not an unknown one", () => {
	const packages = ["a", "b", "c", "d"].map((name) => ({ name, version: "2" }));
	const newest = new Map([
		["a", "3"],
		["b", "2"],
		["c", "1"],
	]);
	expect(outdated(packages, newest, (one, other) => one < other)).toEqual([
		{ name: "a", version: "2", newest: "3" },
	]);
});
