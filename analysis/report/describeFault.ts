import type { Fault } from "../../schema/fault.ts";
import { faultName } from "../../schema/faultKinds.ts";

/** A fault of a protocol in one line, for people. */
export function describeFault(fault: Fault): string {
	const parts = [`${faultName(fault)} at ${fault.atSeconds} s`];
	if ("victims" in fault) {
		const { victims } = fault;
		parts.push(`${victims} ${victims === 1 ? "victim" : "victims"}`);
	}
	if ("target" in fault && fault.target === "leader") {
		parts.push(`first the leader of ${fault.group ?? "a Raft group"}`);
	}
	if ("gracePeriodSeconds" in fault) {
		parts.push(`grace period ${fault.gracePeriodSeconds} s`);
	}
	if ("workers" in fault) parts.push(`${fault.workers} busy loops`);
	if ("headroomMebibytes" in fault) {
		parts.push(`${fault.headroomMebibytes} MiB of headroom`);
	}
	if ("outOfService" in fault && !fault.outOfService) {
		parts.push("not declared out of service");
	}
	if ("lastsSeconds" in fault) parts.push(`for ${fault.lastsSeconds} s`);
	return parts.join(", ");
}
