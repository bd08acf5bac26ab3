import type { MethodDefinition } from "./method.ts";

/** Each replica keeps its state in a file, on a volume that it finds again. */
export const volume: MethodDefinition = {
	name: "volume",
	traits: {
		scraped: {},
		closedPorts: [],
		groups: null,
		containers: ["app"],
		store: null,
		durable: false,
		volumes: true,
	},
	create: async (args) => (await import("./volume/deploy.ts")).volume(args),
};
