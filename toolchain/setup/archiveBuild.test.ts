import { expect, test } from "vitest";
import { missingBase } from "./archiveBuild.ts";

test("a base image that can't be had is named, with the builder's last words and the way around it", () => {
	const cause = new Error(
		'"podman pull a/b:1" failed (exit code 125):\nTrying to pull a/b:1...\nError: manifest unknown\n',
	);
	expect(missingBase("a/b:1", cause).message).toBe(
		"The base image a/b:1 can't be had (Error: manifest unknown): is it in its registry, and can that be reached from here? Without HOLDFAST_BASES=upstream, the bases are made here of Debian's packages.",
	);
});
