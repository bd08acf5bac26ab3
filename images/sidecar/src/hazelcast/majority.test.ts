import fc from "fast-check";
import { expect, test } from "vitest";
import { lostMajorities } from "./majority.ts";

const address = fc.nat({ max: 12 }).map((i) => `10.0.0.${i}`);

test("a group has lost its majority exactly when half of its members or more are dead", () => {
	fc.assert(
		fc.property(
			fc.array(fc.uniqueArray(address, { minLength: 1, maxLength: 7 })),
			fc.array(address),
			(groups, live) => {
				const lost = lostMajorities(
					groups.map((members, i) => ({
						name: `group-${i}`,
						members: members.map((each) => ({ address: each })),
					})),
					live,
				);
				groups.forEach((members, i) => {
					let dead = 0;
					for (const each of members) if (!live.includes(each)) dead++;
					expect(lost.includes(`group-${i}`)).toBe(2 * dead >= members.length);
				});
			},
		),
	);
});

test("a group of which no members are known hasn't lost anything", () => {
	expect(lostMajorities([{ name: "group-0", members: [] }], [])).toEqual([]);
});
