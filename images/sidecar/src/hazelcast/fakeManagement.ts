import { type CpMember, type Management, ManagementFailed } from "./management.ts";

export interface FakeManagement extends Management {
	seat: string | null;
	members: CpMember[];
	groups: Map<string, CpMember[]>;
	/** Every change that was asked for, in order. */
	changes: string[];
	/** Fails a call, by its name, as long as it returns an error. */
	failure: (call: keyof Management) => Error | null;
	/** What happens besides when a group is destroyed, or all are. */
	onDestroy: (group: string | null) => void;
}

/** The CP Subsystem's management in memory, for tests, as the member at `ownAddress` serves it. */
export function fakeManagement(ownAddress: string, members: CpMember[]): FakeManagement {
	let promoted = 0;
	const call = <T>(name: keyof Management, work: () => T) => {
		const error = fake.failure(name);
		return error ? Promise.reject(error) : Promise.resolve().then(work);
	};
	const change = (name: keyof Management, what: string, work: () => void) => {
		fake.changes.push([name, what].filter(Boolean).join(" "));
		return call(name, work);
	};
	const fake: FakeManagement = {
		seat: members.find(({ address }) => address === ownAddress)?.uuid ?? null,
		members,
		groups: new Map(),
		changes: [],
		failure: () => null,
		onDestroy: () => {},
		ownSeat: () => call("ownSeat", () => fake.seat),
		cpMembers: () => call("cpMembers", () => [...fake.members]),
		groupMembers: (group) => call("groupMembers", () => fake.groups.get(group) ?? null),
		groupNames: () => call("groupNames", () => [...fake.groups.keys()]),
		promote: () =>
			change("promote", "", () => {
				if (fake.members.some(({ address }) => address === ownAddress)) {
					throw new ManagementFailed("an entry of this address stands", 500);
				}
				fake.seat = `promoted-${++promoted}`;
				const member = { uuid: fake.seat, address: ownAddress };
				fake.members = [...fake.members, member];
				for (const [name, inGroup] of fake.groups) {
					fake.groups.set(name, [...inGroup, member]);
				}
			}),
		remove: (uuid) =>
			change("remove", uuid, () => {
				const stay = (each: CpMember) => each.uuid !== uuid;
				fake.members = fake.members.filter(stay);
				for (const [name, inGroup] of fake.groups) {
					fake.groups.set(name, inGroup.filter(stay));
				}
			}),
		destroyGroup: (group) => change("destroyGroup", group, () => fake.onDestroy(group)),
		reset: () => change("reset", "", () => fake.onDestroy(null)),
	};
	return fake;
}
