import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { metricNames } from "../digest/metrics.ts";
import { questionText, readQuestion } from "./question.ts";

const modes = ["central", "decentral-etcd"];
const read = (text: string) => readQuestion(text, modes);

describe("readQuestion", () => {
	it("reads two modes and a metric, by its short word or its name", () => {
		expect(read("decentral-etcd vs central: rto")).toEqual({
			first: "decentral-etcd",
			second: "central",
			metric: "rtoSlowest",
		});
		expect(read(" central  VS decentral-etcd :persistp99 ").metric).toBe("persistP99");
	});

	it("reads what it writes", () => {
		fc.assert(
			fc.property(fc.constantFrom(...metricNames), (metric) => {
				const question = {
					first: "central",
					second: "decentral-etcd",
					metric,
				};
				expect(read(questionText(question))).toEqual(question);
			}),
		);
	});

	it("says in one sentence what is wrong", () => {
		expect(() => read("which is better?")).toThrow(
			'--question "which is better?" is no question: ask as in "decentral vs central: rto".',
		);
		expect(() => read("central vs volume: rto")).toThrow(
			'--question "central vs volume: rto" asks about volume, which isn\'t run: --modes has central, decentral-etcd.',
		);
		expect(() => read("central vs central: rto")).toThrow("compares central with itself: name two modes.");
		expect(() => read("central vs decentral-etcd: speed")).toThrow(
			/there is no metric speed; ask for rto, rpo, missed, .*cpuTotal\.$/,
		);
		expect(() => read("central vs decentral-etcd: constructor")).toThrow(/there is no metric constructor/);
	});
});
