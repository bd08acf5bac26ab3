/** What the images stand on. */

export const baseNames = ["base", "java"] as const;
/**
 * "base" brings Node at /usr/local/bin/node, "java" a Java 17 runtime as `java` on PATH, and a
 * shell.
 */
export type BaseName = (typeof baseNames)[number];

export const baseChoices = ["local", "upstream"] as const;
export type BaseChoice = (typeof baseChoices)[number];

/**
 * The official images that take the bases' place on a machine that reaches a registry. Their tags
 * move with Debian's updates: append "@sha256:…" to pin one (no digest is known here, where no
 * registry could be reached).
 */
const upstreamBases: Readonly<Record<BaseName, string>> = {
	base: `docker.io/library/node:${process.versions.node}-slim`,
	java: "docker.io/library/eclipse-temurin:17-jre",
};

/**
 * What `HOLDFAST_BASES` says: `local`, made here of Debian's packages, or `upstream`, pulled from a
 * registry.
 *
 * @throws Error when it says something else
 */
export function chosenBases(choice: string | undefined = process.env.HOLDFAST_BASES): BaseChoice {
	const chosen = baseChoices.find((known) => known === (choice || "local"));
	if (chosen) return chosen;
	throw new Error(`HOLDFAST_BASES is "${choice}": set it to ${baseChoices.join(" or ")}, or leave it out.`);
}

/** What a Dockerfile's BASE is. A local base never leaves this machine's store. */
export function baseReference(base: BaseName, choice: BaseChoice): string {
	return choice === "upstream" ? upstreamBases[base] : `holdfast.local/${base}:latest`;
}
