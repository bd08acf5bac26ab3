import { liarName } from "./addresses.ts";
import { centralStore } from "./central/storeTraits.ts";
import type { MethodDefinition } from "./method.ts";

/** No method, but a check of the checker: a document store that lies. */
export const lying: MethodDefinition = {
	name: "lying",
	traits: {
		images: ["liar"],
		scraped: {},
		closedPorts: [],
		groups: null,
		containers: ["app"],
		store: centralStore,
		durable: false,
		expectedViolations: ["chain", "durability", "monotonic", "noFork", "fresh", "noPhantom"],
		tellsObserver: liarName,
	},
	create: async (args) => (await import("./lying/deploy.ts")).lying(args),
};
