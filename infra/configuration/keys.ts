import { mostNodes } from "../cluster/native/nodes.ts";
import { methods } from "../methods/index.ts";
import type { Traits } from "../methods/method.ts";
import { hasMembersOutside } from "../methods/traits.ts";
import { durabilities, lostMajorityPolicies, platforms } from "../settings.ts";
import type { Depending } from "./known.ts";
import {
	anyText,
	chartSource,
	faultNames,
	numberFrom,
	oneNumberOf,
	oneOf,
	protocolNames,
	trueOrFalse,
	type Values,
	wholeNumberFrom,
} from "./values.ts";

/** All that is to be said of a key of the `holdfast:` configuration. */
interface KeyDefinition<Value> {
	/** One or two sentences. */
	does: string;
	/** Of a number that has one, such as `seconds`. */
	unit?: string;
	values: Values<Value>;
	/** Text that means the same as leaving the key out. */
	otherwise: Depending<string>;
	/** Text that is allowed for `decentral-5`. */
	example: string;
	/** Whether its value belongs encrypted into the stack's file. */
	secret: boolean;
	/** Methods whose stacks it means something to; absent: all. */
	concerns?: (method: Traits) => boolean;
	/** Whether it changes a built-in protocol; a protocol in a file says all of this itself. */
	changesProtocol: boolean;
}

const longestSeconds = 86_400;

const ofStack = { secret: false, changesProtocol: false };
const ofProtocol = { secret: false, changesProtocol: true };

const hasDatabase = ({ store }: Traits) => store?.couchdb === true;
const isDurable = ({ durable }: Traits) => durable;
const hasVolumes = (traits: Traits) => hasDatabase(traits) || isDurable(traits) || traits.volumes === true;
const hasGroups = ({ groups }: Traits) => groups === "replicas";
const hasOurConsensus = ({ scraped }: Traits) => scraped.consensus !== undefined;

export const keys = {
	run: {
		...ofStack,
		does: "Names the run. A new value makes a new run on the same cluster: store, observer and replicas start from nothing.",
		values: anyText,
		otherwise: "1",
		example: "2",
	},
	platform: {
		...ofStack,
		does: "Where the cluster comes from; `auto` is `kind` where a fitting Docker and kind are, else `native`.",
		values: oneOf("auto", ...platforms),
		otherwise: "auto",
		example: "kind",
	},
	workers: {
		...ofStack,
		does: "Worker nodes of a `kind` cluster, beside its control plane; no other platform takes it.",
		values: wholeNumberFrom(0, 20),
		otherwise: "2",
		example: "3",
	},
	nodeImage: {
		...ofStack,
		does: "Image of the nodes of a `kind` cluster, such as one for another version of Kubernetes; [kind's releases](https://github.com/kubernetes-sigs/kind/releases) name them.",
		values: anyText,
		otherwise: { says: "the one that kind's release names", of: () => "" },
		example: "kindest/node:v1.36.1",
	},
	context: {
		...ofStack,
		does: "Context that the platform `kubeconfig` uses, of the file that `KUBECONFIG` names.",
		values: anyText,
		otherwise: { says: "the current one", of: () => "" },
		example: "my-cluster",
	},
	registry: {
		...ofStack,
		does: "Where the platform `kubeconfig` pushes the images, and the cluster pulls them from; it has to be named there.",
		values: anyText,
		otherwise: { says: "none", of: () => "" },
		example: "registry.example.com/team",
	},
	storage: {
		...ofStack,
		does: "Where CouchDB's chart keeps the data: in its `pods`, with which they go, or on `volumes`.",
		values: oneOf("pods", "volumes"),
		otherwise: "pods",
		example: "volumes",
		concerns: hasDatabase,
	},
	durability: {
		...ofStack,
		does: "Whether a member's data lie in `memory`, and go with its Pod, or on a `volume` of its own, which needs a cluster that provides volumes: then even the loss of all Pods loses nothing.",
		values: oneOf(...durabilities),
		otherwise: "memory",
		example: "volume",
		concerns: isDurable,
	},
	storageClass: {
		...ofStack,
		does: "Storage class of the volumes; `native` has `local` alone.",
		values: anyText,
		otherwise: { says: "the cluster's own default", of: () => "" },
		example: "standard",
		concerns: hasVolumes,
	},
	couchdbImage: {
		...ofStack,
		does: "Image of CouchDB for the platform `native`, which then runs CouchDB by its chart, in place of the stand-in: one of a registry that this machine reaches, or an archive's path.",
		values: anyText,
		otherwise: { says: "none", of: () => "" },
		example: "couchdb:3.5.0",
		concerns: hasDatabase,
	},
	couchdbChart: {
		...ofStack,
		does: "Where the chart of CouchDB comes from; `native` needs it with a `couchdbImage` only.",
		values: chartSource,
		otherwise: "repo",
		example: "./charts/couchdb",
		concerns: hasDatabase,
	},
	hazelcastChart: {
		...ofStack,
		does: "Where the chart of Hazelcast comes from; `native` does without.",
		values: chartSource,
		otherwise: "repo",
		example: "./charts/hazelcast",
		concerns: hasMembersOutside,
	},
	prometheusChart: {
		...ofStack,
		does: "Where the chart `kube-prometheus-stack` comes from; `native` does without.",
		values: chartSource,
		otherwise: "repo",
		example: "./charts/kube-prometheus-stack",
	},
	grafana: {
		...ofStack,
		does: "Whether Grafana comes with the chart of Prometheus, with a dashboard of the laboratory; not on `native`.",
		values: trueOrFalse,
		otherwise: "false",
		example: "true",
	},
	nodes: {
		...ofStack,
		does: "Nodes of the native platform's cluster: each has a kubelet, a containerd and a network of its own. No other platform takes it.",
		values: wholeNumberFrom(1, mostNodes),
		otherwise: "1",
		example: "3",
	},
	seed: {
		...ofStack,
		does: "Chooses the faults' victims and the replicas' phases: two runs with one seed hit the same replicas.",
		values: wholeNumberFrom(0, 2 ** 32 - 1),
		otherwise: "1",
		example: "7",
	},
	recording: {
		...ofStack,
		does: "Whether the application sends its history. Compare with a twin without it to see what observing costs.",
		values: trueOrFalse,
		otherwise: "true",
		example: "false",
	},
	groupSize: {
		...ofStack,
		does: "Members of a Raft group: 3, 5 or 7, and not more than there are replicas.",
		values: wholeNumberFrom(3, 7),
		otherwise: {
			says: "5; 3 below five replicas",
			of: ({ replicas }) => (replicas < 5 ? "3" : "5"),
		},
		example: "3",
		concerns: hasGroups,
	},
	members: {
		...ofStack,
		does: "Raft members outside the replicas' Pods.",
		values: oneNumberOf(3, 5, 7),
		otherwise: "3",
		example: "5",
		concerns: hasMembersOutside,
	},
	lostMajority: {
		...ofStack,
		does: "What is done about a Raft group whose majority is gone: `halt` refuses every call, so that nothing is lost silently; `reset` gives the group's data up, as the study does.",
		values: oneOf(...lostMajorityPolicies),
		otherwise: "halt",
		example: "reset",
		concerns: (method) => hasOurConsensus(method) || hasMembersOutside(method),
	},
	protocol: {
		...ofStack,
		does: "What the experiment does, and how long it takes; `none` only brings the laboratory up. A file's path is relative to the checkout.",
		values: protocolNames,
		otherwise: "quick",
		example: "thesis",
	},
	interval: {
		...ofProtocol,
		does: "The application's t: a step begins every so often.",
		unit: "seconds",
		values: numberFrom(0.05, 3600),
		otherwise: {
			says: "the protocol's; 1 without a protocol",
			of: ({ planned }) => String(planned?.intervalSeconds ?? 1),
		},
		example: "0.5",
	},
	duration: {
		...ofProtocol,
		does: "How long the measured period lasts.",
		unit: "seconds",
		values: numberFrom(5, longestSeconds),
		otherwise: {
			says: "the protocol's",
			// Without an experiment any other time may be as late as it likes.
			of: ({ planned }) => String(planned?.durationSeconds ?? longestSeconds),
		},
		example: "120",
	},
	fault: {
		...ofProtocol,
		does: "Another fault in place of the protocol's, by its kind; `none` leaves it out.",
		values: faultNames,
		otherwise: {
			says: "the protocol's",
			of: ({ planned }) => planned?.faults[0]?.kind ?? "none",
		},
		example: "freeze:hazelcast",
	},
	failures: {
		...ofProtocol,
		does: "How many replicas the fault hits, or Pods of the store for `delete-store`, which is 1 unless it is said here; 0 leaves the fault out.",
		values: wholeNumberFrom(0, {
			says: "the number of replicas",
			of: ({ replicas }) => replicas,
		}),
		otherwise: {
			says: "the protocol's; 2 where it has no fault",
			of: ({ planned }) => {
				const fault = planned?.faults[0];
				return String(fault && "victims" in fault ? fault.victims : 2);
			},
		},
		example: "1",
	},
	faultAt: {
		...ofProtocol,
		does: "When the fault comes, after the start of the measured period.",
		unit: "seconds",
		values: numberFrom(0, {
			says: "`duration`",
			of: ({ durationSeconds }) => durationSeconds,
		}),
		otherwise: {
			says: "the protocol's; a third of `duration` where it has no fault",
			of: ({ planned, durationSeconds }) => String(planned?.faults[0]?.atSeconds ?? durationSeconds / 3),
		},
		example: "20",
	},
	lasts: {
		...ofProtocol,
		does: "How long a fault lasts, if its kind is one that is undone.",
		unit: "seconds",
		values: numberFrom(0.1, 3600),
		otherwise: "10",
		example: "20",
	},
	target: {
		...ofProtocol,
		does: "Whom the fault hits: `any` replicas; or, with `leader`, first the one that leads a Raft group at that moment, of a group that the seed chooses.",
		values: oneOf("any", "leader"),
		otherwise: "any",
		example: "leader",
		concerns: hasOurConsensus,
	},
} as const satisfies Record<string, KeyDefinition<unknown>>;

export type Key = keyof typeof keys;

export const keyNames = Object.keys(keys) as readonly Key[];

/** What a key's text is read as. */
export type ValueOf<Name extends Key> = NonNullable<ReturnType<(typeof keys)[Name]["values"]["read"]>>;

/** The definition, without what makes this key's different from another's. */
export function definitionOf(key: Key): KeyDefinition<unknown> {
	return keys[key];
}

/** Modes whose stacks the key means something to; null: all. */
export function modesOf(key: Key): string[] | null {
	const { concerns } = definitionOf(key);
	if (!concerns) return null;
	return methods.filter(({ traits }) => concerns(traits)).map(({ name }) => name);
}
