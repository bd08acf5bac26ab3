import { type Platform, platforms } from "../settings.ts";

/** Environment variable that says what `auto` stands for, whatever the machine has. */
export const platformVariable = "HOLDFAST_PLATFORM";

/** What the choice of a platform depends on. */
export interface MachineFacts {
	/** Node's word for the operating system. */
	system: NodeJS.Platform;
	root: boolean;
	/** What `kind version` says; null: not on PATH. */
	kind: string | null;
	docker: DockerFacts | null;
}

/** What the Docker command says of the daemon that it talks to. */
export interface DockerFacts {
	/** Such as `unix:///var/run/docker.sock`. */
	endpoint: string;
	/** Why it doesn't answer; null when it does. */
	error: string | null;
	version: string;
	/** Such as `Debian GNU/Linux 12`. */
	operatingSystem: string;
	/** Of the containers: `linux` or `windows`. */
	containers: string;
	rootless: boolean;
	/** Of its control groups: 1 or 2. */
	cgroupVersion: number;
}

export interface Choice {
	platform: Platform;
	/** One sentence; null where the configuration names the platform. */
	because: string | null;
}

/**
 * The platform of a stack.
 *
 * @param pinned what the environment says that `auto` stands for; empty: the machine decides
 * @throws Error with one sentence when the configuration names kind and the machine can't have it
 */
export function choosePlatform(
	wanted: Platform | "auto",
	facts: () => MachineFacts,
	pinned: string = process.env[platformVariable] ?? "",
): Choice {
	if (wanted === "auto" && pinned !== "") {
		return { platform: pinnedPlatform(pinned), because: null };
	}
	if (wanted !== "auto" && wanted !== "kind") {
		return { platform: wanted, because: null };
	}
	const machine = facts();
	const problem = kindProblem(machine) ?? (wanted === "auto" ? autoProblem(machine) : null);
	if (wanted === "kind") {
		if (problem === null) return { platform: "kind", because: null };
		throw new Error(
			`The platform "kind" can't be had: ${problem}. Mend it, or choose another with "pulumi config set platform native".`,
		);
	}
	return problem === null
		? {
				platform: "kind",
				because: `Docker ${machine.docker?.version} and ${machine.kind} are here`,
			}
		: { platform: "native", because: problem };
}

/** @throws Error for a word that names no platform */
function pinnedPlatform(pinned: string): Platform {
	const platform = platforms.find((known) => known === pinned);
	if (platform) return platform;
	throw new Error(
		`${platformVariable} is "${pinned}", which is no platform: set it to one of ${platforms.join(", ")}, or leave it out.`,
	);
}

/**
 * Why nobody gets a kind cluster here who didn't ask for one, as a part of a sentence; null when
 * they may. Whoever names kind gets nodes that are told to do with control groups of version 1.
 */
function autoProblem({ docker }: MachineFacts): string | null {
	return docker?.cgroupVersion === 2
		? null
		: `the control groups of the Docker daemon at ${docker?.endpoint} are of version 1, with which a kubelet starts only when it is told to ("pulumi config set platform kind" does)`;
}

/** Why a kind cluster can't serve here, as a part of a sentence; null when it can. */
export function kindProblem({ system, root, kind, docker }: MachineFacts): string | null {
	// k6 asks each Pod at its own address, which only a bridge of this machine leads to.
	if (system !== "linux") {
		return "the Pods' addresses can be reached only from the Linux machine that Docker runs on";
	}
	if (kind === null) return "kind is not on PATH";
	if (docker === null) return "docker is not on PATH";
	const { endpoint, error } = docker;
	if (error !== null) {
		return `the Docker daemon at ${endpoint} doesn't answer (${error})`;
	}
	if (!endpoint.startsWith("unix:")) {
		return `the Docker daemon at ${endpoint} is on another machine, where the Pods' addresses can't be reached from`;
	}
	if (/docker desktop/i.test(docker.operatingSystem)) {
		return `the Docker daemon at ${endpoint} is Docker Desktop's, which runs in a virtual machine that the Pods' addresses can't be reached from`;
	}
	if (docker.containers !== "linux") {
		return `the Docker daemon at ${endpoint} runs ${docker.containers} containers`;
	}
	if (docker.rootless) {
		return `the Docker daemon at ${endpoint} is rootless, so its containers' addresses can't be reached`;
	}
	if (!root) return "routes to the Pods can be set only by root";
	return null;
}
