import * as z from "zod/mini";
import { wholeFrom } from "../../../../environment.ts";
import { MemoryStorage } from "../memory.ts";
import { stateStorage } from "../stateStorage.ts";
import type { Adapter } from "./adapter.ts";

const environment = { BEADS: z._default(wholeFrom(1), 10) };

/** An adapter as somebody else would write it. It forgets a state longer than it has beads. */
export const toy: Adapter<typeof environment> = {
	name: "toy",
	environment,
	problem: ({ BEADS }) => (BEADS === 13 ? "13 beads bring bad luck" : null),
	open({ BEADS }, { pod, storage }) {
		const kept = stateStorage(pod, new MemoryStorage(storage));
		return {
			...kept,
			persist: async (state) => (state.length <= BEADS ? kept.persist(state) : { revision: null }),
		};
	},
};
