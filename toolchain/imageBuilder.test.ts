import { expect, test } from "vitest";
import { chosenBases } from "./imageBases.ts";
import { chosenBuilder, packagesOf } from "./imageBuilder.ts";

test("the builder is Buildah unless another is named", () => {
	expect(chosenBuilder("")).toBe("buildah");
	expect(chosenBuilder("docker")).toBe("docker");
});

test("a builder that nobody knows is refused with those that can be named", () => {
	expect(() => chosenBuilder("kaniko")).toThrow(
		'HOLDFAST_BUILDER is "kaniko", which builds no images here: set it to one of buildah, podman, docker, or leave it out.',
	);
});

test("Podman is installed where it is wanted, and Docker never", () => {
	expect(packagesOf("podman").map(({ name }) => name)).toEqual(["podman"]);
	expect(packagesOf("docker")).toEqual([]);
});

test("the bases are local unless upstream ones are asked for", () => {
	expect(chosenBases("")).toBe("local");
	expect(chosenBases("upstream")).toBe("upstream");
	expect(() => chosenBases("alpine")).toThrow(
		'HOLDFAST_BASES is "alpine": set it to local or upstream, or leave it out.',
	);
});
