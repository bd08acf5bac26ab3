import { readSettings } from "../config.ts";
import type { Key } from "../configuration/keys.ts";
import type { Traits } from "../methods/method.ts";
import { traitsOf } from "../methods/traits.ts";
import type { Platform, Settings } from "../settings.ts";

/** A way to run a stack whose manifests are kept. */
export interface Variant {
	name: string;
	platform: Platform;
	configuration: Partial<Record<Key, string>>;
	/** Methods that have it; absent: all. */
	of?: (method: Traits) => boolean;
	/** The variant that it differs least from; null: kept in full. */
	comparedWith: string | null;
}

export const variants: readonly Variant[] = [
	{
		name: "native",
		platform: "native",
		configuration: {},
		comparedWith: null,
	},
	{
		name: "native with 3 nodes",
		platform: "native",
		configuration: { nodes: "3" },
		comparedWith: "native",
	},
	{
		name: "native with data on volumes",
		platform: "native",
		configuration: { durability: "volume" },
		of: ({ durable }) => durable,
		comparedWith: "native",
	},
	{
		name: "kind",
		platform: "kind",
		configuration: {},
		comparedWith: "native",
	},
	{
		name: "k3s",
		platform: "k3s",
		configuration: {},
		comparedWith: "kind",
	},
	{
		name: "kubeconfig",
		platform: "kubeconfig",
		configuration: { registry: "registry.example.com" },
		comparedWith: "k3s",
	},
];

export function variantsOf(mode: string): Variant[] {
	return variants.filter(({ of }) => !of || of(traitsOf(mode)));
}

/** Settings of a stack of 5 replicas. */
export function settingsOf(mode: string, variant: Variant): Settings {
	const { platform, configuration } = variant;
	const texts = { ...configuration, platform };
	return readSettings(`${mode}-5`, (key) => texts[key]);
}
