import { centralStore } from "./central/storeTraits.ts";
import type { MethodDefinition } from "./method.ts";

/** The states lie in a document store outside the application's Pods. */
export const central: MethodDefinition = {
	name: "central",
	traits: {
		scraped: {},
		closedPorts: [],
		groups: null,
		containers: ["app"],
		store: centralStore,
		durable: false,
	},
	create: async (args) => (await import("./central/deploy.ts")).central(args),
};
