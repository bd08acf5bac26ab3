import type { ClusterReport } from "../existing/report.ts";

/** What is known of a kind cluster once it is up. */
export interface KindReport extends ClusterReport {
	/** Of kind, such as `v0.33.0`. */
	kind: string;
	/** Of Docker's server. */
	docker: string;
	/** Of the nodes' containerd, without a `v`. */
	containerd: string;
}
