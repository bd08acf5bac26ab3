import { counted } from "../counted.ts";
import { defineFault, hit } from "./definition.ts";

/** Deletes Pods of the method's own store, outside the replicas. */
export const deleteStore = defineFault({
	kind: "delete-store",
	does: "deletes Pods of the database (central), or with Raft members (hybrid)",
	witness: "as `delete-pods`",
	fields: {
		victims: {
			...hit.victims,
			named: 1,
			// There may be fewer than there are victims otherwise.
			chosenAs: "storeVictims",
			note: "the key `failures`: 1 unless it is said; more than there are is refused",
		},
	},
	whom: ({ victims }) => (victims === 1 ? "a Pod of the store" : `${victims} Pods of the store`),
	deletes: "store",
	refusal({ storePods, mode }, { victims }) {
		if (storePods === 0) return `needs a store outside the replicas, which the mode "${mode}" doesn't have`;
		return victims > storePods ? `asks for ${victims} victims, but the store has ${counted(storePods, "Pod")}` : null;
	},
});
