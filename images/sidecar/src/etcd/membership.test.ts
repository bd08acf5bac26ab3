import { expect, test } from "vitest";
import { type Member, membershipOf, replaceMember } from "./membership.ts";

const url = (i: number) => `http://pod-${i}.replicas:2380`;

function fakeMembership(members: Member[]) {
	const calls: string[] = [];
	return {
		calls,
		members: async () => members,
		async remove(id: string) {
			calls.push(`remove ${id}`);
		},
		async addLearner(added: string) {
			calls.push(`add ${added}`);
			return { id: "9", name: "", url: added, learner: true };
		},
	};
}
const member = (id: string, i: number) => ({
	id,
	name: `pod-${i}`,
	url: url(i),
	learner: false,
});

const nobody = () => null;

test("while another member joins, nothing is changed", async () => {
	const membership = fakeMembership([member("1", 0), member("2", 1)]);
	const asked: string[] = [];
	await expect(
		replaceMember(membership, url(1), (others) => {
			asked.push(...others.map(({ id }) => id));
			return url(0);
		}),
	).rejects.toThrow(`${url(0)} joins first`);
	expect(asked).toEqual(["1"]);
	expect(membership.calls).toEqual([]);
});

test("the predecessor at the same address is removed first, and nobody else", async () => {
	const membership = fakeMembership([member("1", 0), member("2", 1)]);
	expect(await replaceMember(membership, url(1), nobody)).toEqual({
		id: "9",
		removed: "2",
	});
	expect(membership.calls).toEqual(["remove 2", `add ${url(1)}`]);
});

test("without a predecessor, as after a replacement that was cut short, a member is only added", async () => {
	const membership = fakeMembership([member("1", 0)]);
	expect(await replaceMember(membership, url(1), nobody)).toEqual({
		id: "9",
		removed: null,
	});
	expect(membership.calls).toEqual([`add ${url(1)}`]);
});

test("a status without a leader says so, and what is left out is false", async () => {
	const membership = membershipOf(async () => ({
		header: { member_id: "7" },
		leader: "0",
		raftTerm: "3",
	}));
	expect(await membership.status()).toEqual({
		id: "7",
		leader: null,
		term: 3,
		learner: false,
	});
});
