import { defineFault, hit, lastsSeconds } from "./definition.ts";

export const cutOff = defineFault({
	kind: "cut-off",
	does: "drops every packet from and to a Pod; the kubelet beside it still reaches it",
	witness: "the packet filter's counters: how many packets were dropped; afterwards no such rule",
	fields: { ...hit, lastsSeconds },
	order: { do: "cut-off", fields: { addresses: { type: "address", list: true }, lastsSeconds } },
});
