import { faultProblem } from "../schema/faultProblems.ts";
import { groupProblem } from "../schema/raftGroups.ts";
import { localVolumeClass } from "./cluster/native/volumeNames.ts";
import { chosenProtocol } from "./configuration/chosenProtocol.ts";
import { definitionOf, type Key, keyNames } from "./configuration/keys.ts";
import { readerOf, type Texts } from "./configuration/reader.ts";
import { readStackName } from "./configuration/stackName.ts";
import { systemOf } from "./experiment/system.ts";
import { needsVolumes } from "./methods/needsVolumes.ts";
import { traitsOf } from "./methods/traits.ts";
import type { Platform, Settings } from "./settings.ts";

export type { Key };

/**
 * Reads a stack's name and its `holdfast:…` configuration, also of keys that mean nothing to this
 * stack.
 *
 * @param texts the text that the stack's file holds for a key
 * @param choose finds what `auto` stands for; native unless told otherwise
 * @throws Error whose message names the key, the value and what is allowed
 */
export function readSettings(
	stack: string,
	texts: Texts,
	choose: (wanted: Platform | "auto") => Platform = nativeForAuto,
): Settings {
	const { mode, replicas } = readStackName(stack);
	const reader = readerOf(replicas, texts);
	const { read } = reader;
	for (const key of keyNames) {
		if (texts(key) !== undefined) read(key);
	}

	const groupSize = read("groupSize");
	const groups = traitsOf(mode).groups === "replicas" ? groupProblem(replicas, groupSize) : null;
	if (groups) {
		throw new Error(`${groups} Change it with "pulumi config set groupSize …".`);
	}
	const nodes = read("nodes");
	const platform = choose(read("platform"));
	refuseOthersKeys(platform, texts);
	const registry = read("registry");
	if (platform === "kubeconfig" && registry === "") {
		throw new Error(
			'The platform "kubeconfig" needs a registry that the cluster can pull images from: name one with "pulumi config set registry …".',
		);
	}
	const couchdbImage = read("couchdbImage");
	if (couchdbImage !== "" && platform !== "native") {
		throw new Error(
			`The platform "${platform}" pulls CouchDB's image by itself: leave yours out with "pulumi config rm couchdbImage".`,
		);
	}
	const durability = read("durability");
	const storageClass = read("storageClass");
	if (platform === "native" && needsVolumes({ mode, durability }) && !["", localVolumeClass].includes(storageClass)) {
		throw new Error(
			`The platform "native" has no storage class "${storageClass}", only "${localVolumeClass}", which is its default: leave it out with "pulumi config rm storageClass", or choose another platform.`,
		);
	}
	const members = read("members");
	const protocol = chosenProtocol(reader, texts);
	const faults =
		protocol &&
		faultProblem(
			protocol,
			systemOf({
				...{ mode, replicas, members, platform, nodes, couchdbImage },
				charts: { couchdb: read("couchdbChart") },
			}),
		);
	if (faults) throw new Error(faults);
	return {
		stack,
		mode,
		replicas,
		run: read("run"),
		intervalSeconds: protocol?.intervalSeconds ?? read("interval"),
		platform,
		nodes,
		workers: read("workers"),
		nodeImage: read("nodeImage"),
		context: read("context"),
		registry,
		storage: read("storage"),
		durability,
		storageClass,
		couchdbImage,
		charts: {
			couchdb: read("couchdbChart"),
			hazelcast: read("hazelcastChart"),
			prometheus: read("prometheusChart"),
		},
		grafana: read("grafana"),
		seed: read("seed"),
		protocol,
		recording: read("recording"),
		groupSize,
		members,
		lostMajority: read("lostMajority"),
	};
}

/** Keys that say how many nodes, or which, a platform of ours makes. */
const keysOfPlatforms = {
	nodes: "native",
	workers: "kind",
	nodeImage: "kind",
} as const satisfies Partial<Record<Key, Platform>>;

/** @throws Error where a key asks for nodes that the stack's platform wouldn't make */
function refuseOthersKeys(platform: Platform, texts: Texts): void {
	for (const [key, owner] of Object.entries(keysOfPlatforms)) {
		const text = texts(key as Key);
		// Saying a default aloud is as good as leaving it out.
		const { otherwise } = definitionOf(key as Key);
		const usual = typeof otherwise === "string" ? otherwise : "";
		if (text === undefined || text === usual || owner === platform) continue;
		throw new Error(
			`holdfast:${key} is ${text}, but the stack's platform is "${platform}", and only "${owner}" has it: remove it with "pulumi config rm ${key}", or choose the platform with "pulumi config set platform ${owner}".`,
		);
	}
}

function nativeForAuto(wanted: Platform | "auto"): Platform {
	return wanted === "auto" ? "native" : wanted;
}
