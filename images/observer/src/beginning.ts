import type { Status } from "./http.ts";

/** In words what an observer begins on top of. */
export function beginning({ operations, events, reads, damagedBytes }: Status["recovered"]): string {
	const damage = damagedBytes === 0 ? "" : `; ${damagedBytes} bytes of damage were cut off`;
	if (operations + events + reads === 0) return `fresh${damage}`;
	return `on top of ${operations} operations, ${events} events and ${reads} reads${damage}`;
}
