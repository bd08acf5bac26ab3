import { hostnameLabel } from "../names.ts";

/**
 * Spreads Pods of these labels over the nodes: one more or less than even is fine, and so is any
 * node when the others are full or gone.
 */
export function spreadOverNodes<Labels>(matchLabels: Labels) {
	return [
		{
			maxSkew: 1,
			topologyKey: hostnameLabel,
			whenUnsatisfiable: "ScheduleAnyway",
			labelSelector: { matchLabels },
		},
	];
}
