import type { SystemUnderTest } from "../../schema/systemUnderTest.ts";
import { contentInstead } from "../charts/local.ts";
import { traitsOf } from "../methods/traits.ts";

/** Platforms that do faults to the node's processes and network. */
const withNodeFaults: readonly string[] = ["native"];

/** Platforms that can pull neither charts nor images. */
const withStandIns: readonly string[] = ["native"];

/** What the faults of an experiment meet. */
export function systemOf(args: {
	mode: string;
	replicas: number;
	/** Raft members outside the replicas' Pods, where there are such. */
	members: number;
	platform: string;
	nodes: number;
	/** Empty, or absent: a stand-in runs where no image can be pulled. */
	couchdbImage?: string;
	/** Where CouchDB's chart comes from; absent: its repository. */
	charts?: { couchdb: string };
}): SystemUnderTest {
	const { mode, replicas, members, platform, nodes, couchdbImage, charts } = args;
	const { scraped, containers, store, standbys } = traitsOf(mode);
	const hasChart = !withStandIns.includes(platform) || couchdbImage;
	// A chart that holds something else has one Pod, as what stands in for it where there is no
	// chart.
	const standIn = store?.couchdb && (!hasChart || contentInstead(charts?.couchdb ?? "repo") !== null);
	const pods = standIn ? store?.standInPods : store?.pods;
	return {
		mode,
		replicas,
		platform,
		nodes,
		nodeFaults: withNodeFaults.includes(platform),
		consensus: scraped.consensus !== undefined,
		storeConsensus: store !== null && store.members !== null,
		...(standbys && { standbys }),
		containers,
		storePods: pods === "members" ? members : (pods ?? 0),
	};
}
