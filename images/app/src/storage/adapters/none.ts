import { MemoryStorage } from "../memory.ts";
import { readerOf } from "../stateReader.ts";
import { stateStorage } from "../stateStorage.ts";
import type { Adapter } from "./adapter.ts";

export const none: Adapter<Record<never, never>> = {
	name: "none",
	environment: {},
	open(_, { pod, storage }) {
		const memory = new MemoryStorage(storage);
		// There is nothing else to ask than the process's own memory.
		return stateStorage(pod, memory, undefined, () => readerOf(memory, false));
	},
};
