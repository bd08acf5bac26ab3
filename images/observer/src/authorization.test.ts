import fc from "fast-check";
import { expect, test } from "vitest";
import { labEvent } from "../../../schema/event.ts";
import { type Act, authorizationBy, tokenInHello, type Writer, writers } from "./authorization.ts";
import { exampleTokens } from "./tokens.fixture.ts";

const sources = labEvent.shape.source.options;
const acts: readonly Act[] = ["records", "reads", ...sources];

const anyWriter = fc.constantFrom(...writers);
const anyAct = fc.constantFrom(...acts);

test("each kind of record has at most two writers, and what the observer finds out by itself has none", () => {
	const authorization = authorizationBy(exampleTokens);
	const mayDo = (act: Act) => writers.filter((writer) => authorization.refusal(exampleTokens[writer], act) === null);
	expect(Object.fromEntries(acts.map((act) => [act, mayDo(act)]))).toEqual({
		records: ["application"],
		reads: ["scenario", "clients"],
		consensus: ["consensus"],
		controller: ["controller"],
		store: ["store"],
		chaos: ["scenario"],
		witness: ["scenario"],
		// These come by the stream alone, or aren't told by anybody.
		application: [],
		kubernetes: [],
		observer: [],
	} satisfies Record<Act, Writer[]>);
});

test("whatever isn't one of the tokens is refused, for everything, and counted", () => {
	fc.assert(
		fc.property(
			fc.oneof(
				fc.string(),
				// A token with a character changed, cut off, or added.
				fc.tuple(anyWriter, fc.nat(), fc.string({ maxLength: 2 })).map(([writer, at, instead]) => {
					const token = exampleTokens[writer];
					const place = at % (token.length + 1);
					return token.slice(0, place) + instead + token.slice(place + 1);
				}),
			),
			fc.option(anyAct, { nil: undefined }),
			(token, act) => {
				fc.pre(!Object.values(exampleTokens).includes(token));
				const authorization = authorizationBy(exampleTokens);
				expect(authorization.refusal(token, act)).toMatchObject({
					status: 401,
				});
				expect(authorization.refused()).toBe(1);
			},
		),
	);
});

test("a token for something else is refused with a sentence that holds no token", () => {
	fc.assert(
		fc.property(anyWriter, anyAct, (writer, act) => {
			const authorization = authorizationBy(exampleTokens);
			const refusal = authorization.refusal(exampleTokens[writer], act);
			expect(authorization.refused()).toBe(refusal === null ? 0 : 1);
			if (refusal === null) return;
			expect(refusal.status).toBe(403);
			expect(refusal.error).toMatch(/^The token of the .*\.$/);
			expect(refusal.error).not.toContain(exampleTokens[writer]);
		}),
	);
});

test.each([
	['{"hello":{},"token":"secret"}', "secret"],
	['{"hello":{}}', ""],
	['{"hello":{},"token":7}', ""],
	["null", ""],
	["{", ""],
])("the first line %s shows %j", (line, token) => {
	expect(tokenInHello(line)).toBe(token);
});
