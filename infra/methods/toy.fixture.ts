import * as pulumi from "@pulumi/pulumi";
import type { MethodDefinition } from "./method.ts";

/** A method as somebody else would write it, who knows no more than `MethodDefinition`. */
export const toy: MethodDefinition = {
	name: "toy",
	traits: {
		scraped: { abacus: 4711 },
		closedPorts: [4712],
		groups: null,
		containers: ["app", "abacus"],
		store: null,
		durable: true,
	},
	create: async () => ({
		environment: [{ name: "BEADS", value: "10" }],
		sidecars: [{ name: "abacus", image: "abacus:1" }],
		volumes: [],
		store: { name: "abacus", version: "1", standsInFor: null },
		incarnation: pulumi.output("first"),
	}),
};
