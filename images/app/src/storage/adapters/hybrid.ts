import type { Adapter } from "./adapter.ts";
import { consensusEnvironment, consensusStorage } from "./consensusReplicas.ts";

export const hybrid: Adapter<typeof consensusEnvironment> = {
	name: "hybrid",
	environment: consensusEnvironment,
	open: (own, opening) => consensusStorage(own, opening, true),
};
