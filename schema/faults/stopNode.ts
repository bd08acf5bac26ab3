import { defineFault, lastsSeconds } from "./definition.ts";

export const stopNode = defineFault({
	kind: "stop-node",
	does: "a node with all that is on it is silent, as after a power cut; when it is back, its Pods' processes are gone",
	witness:
		"its link is down and how many of its processes are stopped, which must be all; afterwards the link is up, none is stopped, a kubelet runs, and the API has the node in service",
	fields: {
		lastsSeconds,
		/**
		 * Whether Kubernetes is told so once it has noticed: only then does it replace the node's Pods
		 * before it is back.
		 */
		outOfService: {
			type: "flag",
			default: true,
			note: "absent: true",
			inWords: (told: boolean) => (told ? null : "not declared out of service"),
		},
	},
	whom: ({ outOfService }, hit) => (outOfService ? hit : `${hit}, which nobody declares out of service`),
	order: { do: "stop-node", fields: { node: { type: "text", pattern: /./ }, lastsSeconds } },
	kills: "node",
	takesNode: true,
});
