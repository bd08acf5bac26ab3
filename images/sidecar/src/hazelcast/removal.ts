import type { Removal } from "../api.ts";
import { within } from "../within.ts";
import type { Management } from "./management.ts";
import type { MemberConnection } from "./memberClient.ts";

/** Where a replica notes which CP member its own is: a reference in that member's group. */
export function seatOf(connection: Pick<MemberConnection, "reference">, pod: string, group: string) {
	return connection.reference(`cp-member-of-${pod}`, group);
}

/**
 * Removes the member of a crashed replica from the CP Subsystem, as the study's operators did by
 * hand.
 *
 * @param group that the member answered for
 */
export async function removeCrashed(
	pod: string,
	group: string,
	connection: MemberConnection | null,
	management: Management,
): Promise<Removal> {
	if (connection === null) return { kind: "unavailable", reason: "The own member isn't there." };
	try {
		const uuid = await within(2, `the entry of ${pod}`, async () => (await seatOf(connection, pod, group)).get());
		const cpMembers = await management.cpMembers();
		const seat = cpMembers.find((each) => each.uuid === uuid);
		if (!seat) return { kind: "unknown" };
		const alive = connection.liveMembers().some(({ address }) => address === seat.address);
		if (alive) return { kind: "alive" };
		await management.remove(seat.uuid);
		return { kind: "removed", uuid: seat.uuid };
	} catch (error) {
		return {
			kind: "unavailable",
			reason: `The CP Subsystem doesn't answer: ${(error as Error).message}.`,
		};
	}
}
