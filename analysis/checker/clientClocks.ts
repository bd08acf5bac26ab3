import type { ReadRecord } from "../../schema/read.ts";

/** What a client tells can arrive late, but not early: one that is ahead by more has another clock than the recorder. */
const greatestLeadSeconds = 0.5;

/** Clients whose clocks were ahead of the recorder's, and by how many seconds at most. */
export function clientsAhead(reads: readonly ReadRecord[]): Map<string, number> {
	const leads = new Map<string, number>();
	for (const { client, ended, received } of reads) {
		const lead = ended - received;
		if (lead <= (leads.get(client) ?? greatestLeadSeconds)) continue;
		leads.set(client, lead);
	}
	return leads;
}

/** In words, for people. */
export function describeLead(client: string, seconds: number): string {
	return `The clock of ${client} was up to ${seconds.toFixed(1)} s ahead of the recorder's: what it read when is uncertain.`;
}
