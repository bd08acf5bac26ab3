import type { MethodDefinition } from "./method.ts";

/**
 * The 2022 study's own design, which "decentral" is measured against; its image is built only when
 * asked for.
 */
export const study: MethodDefinition = {
	name: "study",
	traits: {
		images: ["study"],
		scraped: {},
		closedPorts: [],
		groups: "replicas",
		containers: ["app", "consensus"],
		store: null,
		durable: false,
	},
	create: async (args) => (await import("./study/deploy.ts")).study(args),
};
