import type { Adapter } from "./adapter.ts";
import { consensusEnvironment, consensusStorage } from "./consensusReplicas.ts";

export const decentral: Adapter<typeof consensusEnvironment> = {
	name: "decentral",
	environment: consensusEnvironment,
	open: (own, opening) => consensusStorage(own, opening, false),
};
