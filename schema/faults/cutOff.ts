import { defineFault } from "./definition.ts";
import { hit, lastsSeconds } from "./fields.ts";

export const cutOff = defineFault({
	kind: "cut-off",
	does: "drops every packet from and to a Pod; the kubelet beside it still reaches it",
	witness: "the packet filter's counters: how many packets were dropped; afterwards no such rule",
	fields: { ...hit, lastsSeconds },
	order: { do: "cut-off", fields: { addresses: { type: "address", list: true }, lastsSeconds } },
});
