import type { VictimReport } from "../../../../schema/witnessReport.ts";
import type { World } from "./world.ts";

/** Whether rules drop what comes from an address and what goes there, and have dropped packets. */
export function packetsDropped(world: World, address: string): VictimReport {
	const rules = dropRules(world.forwardRules(address), address);
	const both = ["source", "destination"].every((side) => rules.some((rule) => rule.side === side));
	const packets = rules.reduce((sum, rule) => sum + rule.packets, 0);
	return {
		victim: address,
		outcome: both && packets > 0 ? "confirmed" : "mismatch",
		value: packets,
		detail: both
			? `${packets} packets from and to ${address} were dropped`
			: `${rules.length === 0 ? "no rule drops" : "a rule drops only one direction of"} what comes from and goes to ${address}`,
	};
}

/** Whether no rule drops what comes from an address or goes there. */
export function packetsForwarded(world: World, address: string): VictimReport {
	const left = dropRules(world.forwardRules(address), address).length;
	return {
		victim: address,
		outcome: left === 0 ? "confirmed" : "mismatch",
		value: left,
		detail: `${left} rules drop what comes from or goes to ${address}`,
	};
}

/**
 * Rules that drop all packets of an address, in a listing with the columns pkts, bytes, target,
 * prot, opt, in, out, source, destination.
 */
export function dropRules(listing: string, address: string): { side: "source" | "destination"; packets: number }[] {
	return listing.split("\n").flatMap((line) => {
		const [packets, , target, ...rest] = line.trim().split(/\s+/);
		if (target !== "DROP") return [];
		// `opt` is empty in listings of IPv6 rules.
		const [source, destination] = rest.slice(-2);
		const is = (one: string | undefined) => one?.replace(/\/(32|128)$/, "") === address;
		const count = Number(packets);
		return [
			...(is(source) ? [{ side: "source" as const, packets: count }] : []),
			...(is(destination) ? [{ side: "destination" as const, packets: count }] : []),
		];
	});
}
