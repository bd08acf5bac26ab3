import fc from "fast-check";
import { expect, test } from "vitest";
import { type Judged, unreadable } from "./judged.ts";
import { junitOf } from "./junit.ts";
import { xmlText } from "./xmlText.ts";

const judged: Judged = {
	...unreadable("results/a & b", ""),
	verdicts: {
		...{ chain: "holds", durability: "violated", monotonic: "violated" },
		...{ noFork: "unknown", fresh: "violated", noPhantom: "holds" },
	},
	evidence: (
		[
			["chain", "holds"],
			["durability", "violated"],
			["monotonic", "violated"],
			["noFork", "unknown"],
			["noPhantom", "holds"],
		] as const
	).map(([property, verdict]) => ({
		...{ property, verdict, pod: "pod-0", observations: 1 },
		because: `${property} <is> "${verdict}".`,
	})),
	expectedViolations: ["monotonic"],
	violations: [{ property: "fresh", pod: "unknown", summary: "k6 saw it.", excerpt: [] }],
	thresholds: [{ name: "rtoSeconds", limit: 1, value: 2, held: false }],
	expectations: [{ property: "chain", verdict: "holds", met: true }],
};
delete judged.error;

test("violated is a failure, unknown and unpromised is skipped, and thresholds and expectations are cases", () => {
	const xml = junitOf([judged]);
	expect(xml).toContain('<testsuite name="results/a &amp; b" tests="9" failures="3" errors="0" skipped="2">');
	expect(xml).toContain('<failure message="durability &lt;is&gt; &quot;violated&quot;."/>');
	expect(xml).toContain('<skipped message="violated, which was to be expected: monotonic');
	expect(xml).toContain('<skipped message="noFork &lt;is&gt;');
	expect(xml).toMatch(/classname="fresh" name="all">\s*<failure message="k6 saw it\."/);
	expect(xml).toContain('<failure message="slowest recovery at most 1 s: 2 s, CROSSED"/>');
	expect(xml).toContain('<testcase classname="expectations" name="chain holds"/>');
});

test("what can't be read, or was changed, is an error, and nothing else fails", () => {
	expect(junitOf([unreadable("x", "There is no x.")])).toContain('<error message="There is no x."/>');
	const changed = junitOf([{ ...judged, changes: ["It was changed."] }]);
	expect(changed).toContain('<error message="It was changed.">');
	expect(changed).not.toMatch(/classname="(durability|fresh)"[^>]*>\s*<failure/);
});

test("any text becomes text that XML may hold, and comes back as it was but for what XML can't hold", () => {
	const texts = fc.oneof(
		fc.string({ unit: "binary" }),
		fc.string({
			unit: fc.constantFrom("\0", "\u001b", "\ud800", "<", "&", '"', "]]>", "\n", "\ufffe"),
		}),
	);
	const back: Record<string, string> = {
		...{ "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"' },
		...{ "&#9;": "\t", "&#10;": "\n", "&#13;": "\r" },
	};
	fc.assert(
		fc.property(texts, (text) => {
			const xml = xmlText(text);
			expect(xml).toMatch(/^[\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u);
			expect(xml).not.toMatch(/[<>"]|&(?!(amp|lt|gt|quot|#9|#10|#13);)/);
			const read = xml.replaceAll(/&#?\w+;/g, (one) => back[one] ?? one);
			const kept = Array.from(text, (one) =>
				/^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]$/u.test(one) ? one : "\ufffd",
			);
			expect(read).toBe(kept.join(""));
		}),
	);
});
