import { controllerName } from "./addresses.ts";
import { centralStore } from "./central/storeTraits.ts";
import type { MethodDefinition } from "./method.ts";

/**
 * Each identity has a second Pod, which takes over when the first is gone; the states lie in the
 * document store.
 */
export const standby: MethodDefinition = {
	name: "standby",
	traits: {
		images: ["controller"],
		scraped: {},
		closedPorts: [],
		groups: null,
		containers: ["app"],
		store: centralStore,
		durable: false,
		standbys: true,
		tellsObserver: controllerName,
	},
	create: async (args) => (await import("./standby/deploy.ts")).standby(args),
};
