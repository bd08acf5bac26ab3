import fc from "fast-check";
import { expect, test } from "vitest";
import { exitCodes } from "../../schema/exitCodes.ts";
import { type Property, verdict, verdicts } from "../../schema/run.ts";
import { exitCodeOf, gravestOf } from "./exitCodeOf.ts";

const properties = verdicts.keyof().options;
const someVerdict = fc.constantFrom(...verdict.options);
const outcome = fc
	.record({
		verdicts: fc.record(
			Object.fromEntries(properties.map((each) => [each, someVerdict])) as Record<Property, typeof someVerdict>,
		),
		expectedViolations: fc.subarray([...properties]),
		changes: fc.constantFrom<string[]>([], ["It was changed."]),
		held: fc.boolean(),
		expected: fc.array(
			fc.record({
				property: fc.constantFrom(...properties),
				verdict: someVerdict,
			}),
			{ maxLength: 2 },
		),
	})
	.map(({ held, expected, ...rest }) => ({
		...rest,
		thresholds: [{ name: "rtoSeconds", limit: 1, value: held ? 1 : 2, held }],
		expectations: expected.map((each) => ({
			...each,
			met: rest.verdicts[each.property] === each.verdict,
		})),
	}));

test("0 only where nothing that counts is anything but holds, all is held, and nothing was changed", () => {
	fc.assert(
		fc.property(outcome, (each) => {
			const code = exitCodeOf(each);
			const isFine = code === exitCodes.fine;
			const met = each.expectations.filter(({ met }) => met);
			const open = properties.filter(
				(property) =>
					each.verdicts[property] !== "holds" &&
					!each.expectedViolations.includes(property) &&
					!met.some((expectation) => expectation.property === property),
			);
			const allMet = met.length === each.expectations.length && each.thresholds[0]?.held;
			expect(isFine).toBe(open.length === 0 && allMet === true && each.changes.length === 0);
			if (each.changes.length > 0) expect(code).toBe(exitCodes.broken);
			else {
				const isViolated = open.some((one) => each.verdicts[one] === "violated");
				expect(code === exitCodes.violated).toBe(isViolated);
			}
		}),
	);
});

test("of several, 3 is the gravest, then 1, 4 and 5", () => {
	expect(gravestOf([0, 5, 4, 1, 3])).toBe(3);
	expect(gravestOf([0, 5, 4, 1])).toBe(1);
	expect(gravestOf([0, 5, 4])).toBe(4);
	expect(gravestOf([0, 5, 0])).toBe(5);
	expect(gravestOf([0])).toBe(0);
});
