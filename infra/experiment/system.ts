import { traitsOf } from "../methods/traits.ts";
import type { SystemUnderTest } from "./faultProblems.ts";

/** Platforms that do faults to the node's processes and network. */
const withNodeFaults: readonly string[] = ["native"];

/** Platforms that can pull neither charts nor images. */
const withStandIns: readonly string[] = ["native"];

/** What the faults of an experiment meet. */
export function systemOf(args: {
	mode: string;
	replicas: number;
	platform: string;
	nodes: number;
}): SystemUnderTest {
	const { mode, replicas, platform, nodes } = args;
	const { scraped, containers, store } = traitsOf(mode);
	return {
		mode,
		replicas,
		platform,
		nodes,
		nodeFaults: withNodeFaults.includes(platform),
		consensus: scraped.consensus !== undefined,
		containers,
		storePods:
			(withStandIns.includes(platform) ? store?.standInPods : store?.pods) ?? 0,
	};
}
