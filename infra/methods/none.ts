import type { MethodDefinition } from "./method.ts";

/** What every method is measured against: all that a crash takes away is lost. */
export const none: MethodDefinition = {
	name: "none",
	traits: {
		scraped: {},
		closedPorts: [],
		groups: null,
		containers: ["app"],
		store: null,
		durable: false,
		expectedViolations: ["durability", "monotonic", "noFork", "fresh"],
	},
	create: async (args) => (await import("./none/deploy.ts")).none(args),
};
