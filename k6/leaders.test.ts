import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	type Claim,
	chooseLeader,
	chooseVictimsAround,
	describeLed,
	describePlan,
	groupsLed,
	noLeaderBecause,
} from "./leaders.ts";

const line = (group: string, value: string, pod = "pod-3") =>
	`holdfast_cp_leads{group="${group}",pod="${pod}",mode="decentral"} ${value}`;

/** As Prometheus's text format writes a label's value. */
const escaped = (text: string) => text.replace(/[\\"\n]/g, (one) => (one === "\n" ? "\\n" : `\\${one}`));

describe("a Pod's metrics", () => {
	test("name the groups that it leads, and only those", () => {
		const metrics = [
			"# HELP holdfast_cp_leads Whether this member leads the group.",
			"# TYPE holdfast_cp_leads gauge",
			line("group-10", "1"),
			line("group-0", "1"),
			line("group-1", "0"),
			line("METADATA", "1.0 1764000000000"),
			'holdfast_cp_members{group="group-2",pod="pod-3",mode="decentral"} 1',
			'holdfast_cp_leads_total{group="group-3",pod="pod-3"} 1',
			"",
		].join("\n");
		expect(groupsLed(metrics, "pod-3")).toEqual(["METADATA", "group-0", "group-10"]);
	});

	test("that are another Pod's name no group", () => {
		expect(groupsLed(line("group-0", "1"), "pod-4")).toEqual([]);
	});

	test("without a label for the Pod are its own", () => {
		const metrics = 'holdfast_cp_leads{group="group-0"} 1';
		expect(groupsLed(metrics, "pod-3")).toEqual(["group-0"]);
	});

	test("are read whatever a group's name is made of", () => {
		fc.assert(
			fc.property(
				fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 5 }),
				fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 5 }),
				(led, followed) => {
					const metrics = [
						...led.map((group) => line(escaped(group), "1")),
						...followed.filter((group) => !led.includes(group)).map((group) => line(escaped(group), "0")),
					].join("\n");
					expect(new Set(groupsLed(metrics, "pod-3"))).toEqual(new Set(led));
				},
			),
		);
	});

	test("that aren't metrics at all name no group", () => {
		fc.assert(
			fc.property(fc.string(), (text) => {
				expect(groupsLed(text, "pod-3")).toEqual([]);
			}),
		);
	});
});

const claims: Claim[] = [
	{ pod: "pod-0", leads: ["METADATA"] },
	{ pod: "pod-1", leads: ["group-0", "group-2"] },
	{ pod: "pod-2", leads: null },
	{ pod: "pod-3", leads: ["group-1"] },
	{ pod: "pod-4", leads: [] },
];

describe("the leader", () => {
	test("of a named group is whoever leads it, whatever the seed", () => {
		fc.assert(
			fc.property(fc.maxSafeNat(), (seed) => {
				expect(chooseLeader(claims, "METADATA", seed)?.pod).toBe("pod-0");
				expect(chooseLeader(claims, "group-2", seed)?.pod).toBe("pod-1");
				expect(chooseLeader(claims, "group-9", seed)).toBeNull();
			}),
		);
	});

	test("of any group is that of a data group, each as likely", () => {
		const counts = new Map<string, number>();
		for (let seed = 0; seed < 3000; seed++) {
			const { group, pod } = chooseLeader(claims, null, seed) ?? {};
			expect(pod).toBe(group === "group-1" ? "pod-3" : "pod-1");
			counts.set(group as string, (counts.get(group as string) ?? 0) + 1);
		}
		expect([...counts.keys()].sort()).toEqual(["group-0", "group-1", "group-2"]);
		for (const count of counts.values()) expect(count).toBeGreaterThan(900);
	});

	test("is the same in whatever order the replicas answer", () => {
		fc.assert(
			fc.property(fc.shuffledSubarray(claims, { minLength: claims.length }), fc.maxSafeNat(), (shuffled, seed) => {
				expect(chooseLeader(shuffled, null, seed)).toEqual(chooseLeader(claims, null, seed));
			}),
		);
	});

	test("of METADATA alone is none that could be chosen", () => {
		expect(chooseLeader(claims.slice(0, 1), null, 1)).toBeNull();
	});

	test("of a group that two replicas say they lead is not known", () => {
		const two = [...claims, { pod: "pod-5", leads: ["group-1"] }];
		expect(chooseLeader(two, "group-1", 1)).toBeNull();
		expect(chooseLeader(two, "group-0", 1)?.pod).toBe("pod-1");
	});
});

test("the leader is the first victim, and the others are different Pods", () => {
	const names = claims.map(({ pod }) => pod);
	fc.assert(
		fc.property(
			fc.constantFrom(...names),
			fc.integer({ min: 1, max: names.length }),
			fc.maxSafeNat(),
			(leader, count, seed) => {
				const victims = chooseVictimsAround(leader, names, count, seed);
				expect(victims[0]).toBe(leader);
				expect(new Set(victims).size).toBe(count);
				expect(names).toEqual(expect.arrayContaining(victims));
			},
		),
	);
});

test("a group and the other victim are chosen independently of each other", () => {
	const pairs = new Map<string, number>();
	for (let seed = 0; seed < 6000; seed++) {
		const leader = chooseLeader([{ pod: "pod-0", leads: ["group-0", "group-1"] }], null, seed);
		const names = ["pod-0", "pod-1", "pod-2", "pod-3"];
		const [, other] = chooseVictimsAround("pod-0", names, 2, seed);
		const pair = `${leader?.group} ${other}`;
		pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
	}
	expect(pairs.size).toBe(6);
	for (const count of pairs.values()) expect(count).toBeGreaterThan(850);
});

test.each<[readonly Claim[], string | null, string]>([
	[
		[
			{ pod: "pod-0", leads: null },
			{ pod: "pod-1", leads: null },
		],
		null,
		"No replica says that it leads a Raft group: none of 2 answers at port 32201; TARGET=leader needs the decentral mode.",
	],
	[
		[
			{ pod: "pod-0", leads: [] },
			{ pod: "pod-1", leads: null },
		],
		"group-0",
		"No replica says that it leads the Raft group group-0: 1 of 2 answer, and the groups with a leader are none; TARGET=leader needs the decentral mode.",
	],
	[
		[
			{ pod: "pod-0", leads: ["group-0", "group-1"] },
			{ pod: "pod-1", leads: ["group-1"] },
		],
		"group-9",
		"No replica says that it leads the Raft group group-9: 2 of 2 answer, and the groups with a leader are group-0 (pod-0), group-1 (pod-0 and pod-1); TARGET=leader:group-9 needs a group with one leader.",
	],
])("a missing leader is one sentence that says who answered: %o, %s", (answers, named, sentence) => {
	expect(noLeaderBecause(answers, named)).toBe(sentence);
});

test("a plan names no Pod, and a fault says what its victim led", () => {
	expect(describePlan(null, 1)).toBe("the leader of a Raft group");
	expect(describePlan(null, 2)).toBe("the leader of a Raft group and 1 other Pod");
	expect(describePlan("group-0", 3)).toBe("the leader of the Raft group group-0 and 2 other Pods");
	expect(describeLed(claims, "pod-1")).toBe("pod-1 led group-0 group-2");
	expect(describeLed(claims, "pod-4")).toBe("pod-4 led no group");
	expect(describeLed(claims, "pod-2")).toBe("what pod-2 led is unknown");
});
