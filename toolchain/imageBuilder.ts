/** Which program builds the images. */
import type { DebianPackage } from "./debianPackage.ts";

export const builderNames = ["buildah", "podman", "docker"] as const;
export type BuilderName = (typeof builderNames)[number];

/**
 * The builder that `HOLDFAST_BUILDER` names. Left out, it is Buildah, wherever: everything was
 * measured with its images, and a choice by what a machine happens to have would make other bytes
 * on other machines.
 *
 * @throws Error when it names none
 */
export function chosenBuilder(name: string | undefined = process.env.HOLDFAST_BUILDER): BuilderName {
	const chosen = builderNames.find((known) => known === (name || "buildah"));
	if (chosen) return chosen;
	throw new Error(
		`HOLDFAST_BUILDER is "${name}", which builds no images here: set it to one of ${builderNames.join(", ")}, or leave it out.`,
	);
}

/**
 * What the set-up installs so that a builder is there. Docker has a daemon, which is for the
 * machine's owner to install.
 */
export function packagesOf(builder: BuilderName): readonly DebianPackage[] {
	return builder === "docker" ? [] : [{ name: builder, file: builder, why: "builds the images" }];
}

export const builderPackages: readonly DebianPackage[] = packagesOf(chosenBuilder());
