import { MemoryStorage } from "../memory.ts";
import { stateStorage } from "../stateStorage.ts";
import type { Adapter } from "./adapter.ts";

export const none: Adapter<Record<never, never>> = {
	name: "none",
	environment: {},
	open: (_, { pod, storage }) => stateStorage(pod, new MemoryStorage(storage)),
};
