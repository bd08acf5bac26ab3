import type { Traits } from "../method.ts";

/** The document store that several methods keep their states in. */
export const centralStore: Traits["store"] = {
	selector: "app.kubernetes.io/name=central",
	pods: 3,
	standInPods: 1,
	couchdb: true,
	members: null,
};
