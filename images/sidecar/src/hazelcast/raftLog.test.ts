import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { GroupView } from "../metrics.ts";
import { fileFollower, raftLogReader } from "./raftLog.ts";

const a = "0b3e5d6a-8f0c-4a53-9d4e-2f6c3a1b7d01";
const b = "5c9f2a70-1d2b-4f4e-8a55-6e7d8c9b0a02";
const c = "d8a1b2c3-4e5f-4061-9283-a4b5c6d7e803";

describe("the reader", () => {
	test("the own member's leadership, and its UUID, is read from a block as Hazelcast prints it", () => {
		expect(
			read(`
22:51:03.117 INFO com.hazelcast.cp.internal.raft.impl.RaftNode(group-0) [10.244.0.7]:5701 [holdfast] [5.4.0] 

CP Group Members {groupId: group-0(6014), size:3, term:1, logIndex:0} [
	CPMember{uuid=${a}, address=[10.244.0.7]:5701} - LEADER this
	CPMember{uuid=${b}, address=[10.244.0.8]:5701}
	CPMember{uuid=${c}, address=[10.244.0.9]:5701}
]
`),
		).toEqual([{ group: "group-0", term: 1, leader: a, leads: true }]);
	});

	test("a follower knows its leader, and doesn't lead", () => {
		expect(
			read(`
CP Group Members {groupId: METADATA(0), size:3, term:12, logIndex:40} [
	CPMember{uuid=${a}, address=[10.244.0.7]:5701} - FOLLOWER this
	CPMember{uuid=${b}, address=[10.244.0.8]:5701} - LEADER
	CPMember{uuid=${c}, address=[10.244.0.9]:5701}
]`),
		).toEqual([{ group: "METADATA", term: 12, leader: b, leads: false }]);
	});

	test("during an election the leader is unknown", () => {
		for (const role of ["FOLLOWER", "CANDIDATE"]) {
			expect(
				read(`
CP Group Members {groupId: group-1(6015), size:2, term:3, logIndex:9} [
	CPMember{uuid=${a}, address=[10.244.0.7]:5701} - ${role} this
	CPMember{uuid=${b}, address=[10.244.0.8]:5701}
]`),
			).toEqual([{ group: "group-1", term: 3, leader: null, leads: false }]);
		}
	});

	test("a block without its end is dropped, and the next one read", () => {
		expect(
			read(`
CP Group Members {groupId: group-0(6014), size:3, term:1, logIndex:0} [
	CPMember{uuid=${a}, address=[10.244.0.7]:5701} - LEADER this
CP Group Members {groupId: group-1(6015), size:3, term:2, logIndex:0} [
	CPMember{uuid=${b}, address=[10.244.0.8]:5701} - LEADER
]`),
		).toEqual([{ group: "group-1", term: 2, leader: b, leads: false }]);
	});

	test("a block whose beginning is missing tells nothing", () => {
		expect(
			read(`
	CPMember{uuid=${a}, address=[10.244.0.7]:5701} - LEADER this
]
]`),
		).toEqual([]);
	});

	test("lines of others between and within blocks are skipped", () => {
		expect(
			read(`
22:51:02.900 INFO com.hazelcast.cp.internal.raft Setting leader: LEADER this
CP Group Members {groupId: group-0(6014), size:3, term:1, logIndex:0} [
22:51:03.000 WARNING com.hazelcast.cp.internal.raft a LEADER this is not
	CPMember{uuid=${a}, address=[10.244.0.7]:5701} - FOLLOWER this
	CPMember{uuid=${b}, address=[10.244.0.8]:5701} - LEADER
]
22:51:04.000 INFO com.hazelcast.cp.internal.raft [done]`),
		).toEqual([{ group: "group-0", term: 1, leader: b, leads: false }]);
	});
});

describe("the follower of a file", () => {
	let folder: string;
	let path: string;
	let lines: string[];
	let follow: () => Promise<void>;
	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), "raft-log-"));
		path = join(folder, "raft.log");
		lines = [];
		follow = fileFollower(path, (line) => lines.push(line));
	});
	afterEach(() => rm(folder, { recursive: true }));

	test("a file that isn't there has nothing, and is read once it is", async () => {
		await follow();
		expect(lines).toEqual([]);
		await writeFile(path, "one\n");
		await follow();
		expect(lines).toEqual(["one"]);
	});

	test("each line of a growing file comes once, and only when it is whole", async () => {
		await writeFile(path, "one\ntw");
		await follow();
		expect(lines).toEqual(["one"]);
		await follow();
		await appendFile(path, "o\nthree\n");
		await follow();
		await follow();
		expect(lines).toEqual(["one", "two", "three"]);
	});

	test("a file that was replaced by a shorter one is read from its beginning, without the old half line", async () => {
		await writeFile(path, "old one\nold half");
		await follow();
		await rm(path);
		await follow();
		await writeFile(path, "new\n");
		await follow();
		expect(lines).toEqual(["old one", "new"]);
	});

	test("however a text is cut into pieces, its whole lines come in order", async () => {
		const text = fc.array(fc.stringMatching(/^[ -~]{0,8}$/), { maxLength: 8 });
		await fc.assert(
			fc.asyncProperty(text, fc.array(fc.nat({ max: 60 }), { maxLength: 5 }), async (whole, cuts) => {
				const all = whole.map((line) => `${line}\n`).join("");
				const seen: string[] = [];
				await writeFile(path, "");
				const followIt = fileFollower(path, (line) => seen.push(line));
				for (const cut of [...cuts.toSorted((x, y) => x - y), all.length]) {
					await writeFile(path, all.slice(0, cut));
					await followIt();
				}
				expect(seen).toEqual(whole);
			}),
			{ numRuns: 40 },
		);
	});
});

function read(text: string): GroupView[] {
	const views: GroupView[] = [];
	const onLine = raftLogReader((view) => views.push(view));
	for (const line of text.split("\n")) onLine(line);
	return views;
}
