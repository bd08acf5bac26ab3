import type { Protocol } from "../schema/protocol.ts";
import type { ChartName } from "./charts/catalogue.ts";

export const platforms = ["native", "kind", "k3s", "kubeconfig"] as const;
export type Platform = (typeof platforms)[number];

/** Refuse, so that nothing is lost silently; or give the group's data up, as the study does. */
export const lostMajorityPolicies = ["halt", "reset"] as const;
export type LostMajority = (typeof lostMajorityPolicies)[number];

/** Whether what a method stores outlives its Pods. */
export const durabilities = ["memory", "volume"] as const;
export type Durability = (typeof durabilities)[number];

/** Everything that a stack says, with its defaults filled in. */
export interface Settings {
	stack: string;
	mode: string;
	/** 3 … 100. */
	replicas: number;
	/** A new value makes a new run on the same cluster. */
	run: string;
	/** The stateful application's t: a step begins every so often. */
	intervalSeconds: number;
	platform: Platform;
	/** Of the native platform's cluster. */
	nodes: number;
	/** Worker nodes of a kind cluster. */
	workers: number;
	/** Image of a kind cluster's nodes; empty: kind's own. */
	nodeImage: string;
	/** Of the kubeconfig; empty: the current one. */
	context: string;
	/** Where images are pushed to; empty: nowhere. */
	registry: string;
	/** Whether the central store's chart keeps the data in its Pods or on volumes. */
	storage: "pods" | "volumes";
	/** Whether what the method stores outlives its Pods, where it has the choice. */
	durability: Durability;
	/** Empty: the cluster's default. */
	storageClass: string;
	/**
	 * CouchDB's, for the native platform: of a registry, or an archive's path; empty: none, a
	 * stand-in runs.
	 */
	couchdbImage: string;
	/** Where Helm charts come from: `repo`, or the path of a folder or archive. */
	charts: Readonly<Record<ChartName, string>>;
	/** Whether Grafana is there, with a dashboard. */
	grafana: boolean;
	/** Chooses the victims and the replicas' phases; 0 … 2³² − 1. */
	seed: number;
	protocol: Protocol | null;
	/** Whether the application sends its history; without it, a run shows what observing costs. */
	recording: boolean;
	/** Members of a Raft group, in modes whose groups are made of the replicas' members. */
	groupSize: number;
	/** Raft members outside the replicas' Pods, in the mode that has such: 3, 5 or 7. */
	members: number;
	/** What is done about a Raft group whose majority is gone. */
	lostMajority: LostMajority;
}
