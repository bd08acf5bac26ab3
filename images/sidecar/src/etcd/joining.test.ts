import { expect, test } from "vitest";
import { oneJoinsAtATime } from "./joining.ts";

const member = (id: string, name: string) => ({
	id,
	name,
	url: `http://pod-${id}.replicas:2380`,
	learner: true,
});

test("a member that hasn't started yet is awaited, one that has isn't", () => {
	const joining = oneJoinsAtATime(() => 0);
	expect(joining([member("1", "pod-1")])).toBeNull();
	expect(joining([member("1", "pod-1"), member("2", "")])).toBe("http://pod-2.replicas:2380");
	expect(joining([member("1", "pod-1"), member("2", "pod-2")])).toBeNull();
});

test("a member whose Pod has gone again holds others up for 3 s, and no longer", () => {
	let now = 10;
	const joining = oneJoinsAtATime(() => now);
	const gone = [member("1", "")];
	expect(joining(gone)).not.toBeNull();
	now = 12.9;
	expect(joining(gone)).not.toBeNull();
	now = 13;
	expect(joining(gone)).toBeNull();
	// Another one after it is awaited for as long.
	expect(joining([...gone, member("2", "")])).toBe("http://pod-2.replicas:2380");
});
