import fc from "fast-check";
import { expect, test } from "vitest";
import { holdsSecret, redacted } from "./redaction.ts";

test("secret texts are taken out of a message, in base64 too, and others stay", () => {
	const value = {
		values: { password: "open-sesame", colour: "green", list: ["hidden"] },
	};
	const mask = { values: { password: true, list: true } } as const;
	expect(redacted(`green open-sesame ${Buffer.from("open-sesame").toString("base64")} hidden`, value, mask)).toBe(
		"green [secret] [secret] [secret]",
	);
	expect(redacted("open-sesame", value, undefined)).toBe("open-sesame");
});

test("what is said openly as well is no secret", () => {
	const value = {
		name: "central",
		values: { app: "central", uuid: "0123abcd" },
	};
	expect(redacted("release central: 0123abcd", value, { values: true })).toBe("release central: [secret]");
});

test("a longer secret goes before one that is a part of it", () => {
	expect(redacted("sesame-open", { a: "sesame", b: "sesame-open" }, true)).toBe("[secret]");
});

test("no message keeps a secret of four or more characters", () => {
	fc.assert(
		fc.property(
			fc.string({ minLength: 4 }).filter((text) => !"[secret]".includes(text)),
			fc.string(),
			fc.string(),
			(secret, before, after) => {
				const message = redacted(`${before}${secret}${after}`, secret, true);
				expect(message.replaceAll("[secret]", "\n")).not.toContain(secret);
			},
		),
	);
});

test("a property holds a secret when it, or a part of it, is marked", () => {
	const mask = { values: { password: true } } as const;
	expect(holdsSecret("values", mask)).toBe(true);
	expect(holdsSecret("values.colour", mask)).toBe(true);
	expect(holdsSecret("values[0]", mask)).toBe(true);
	expect(holdsSecret("chart", mask)).toBe(false);
	expect(holdsSecret("chart", true)).toBe(true);
	expect(holdsSecret("values", undefined)).toBe(false);
});
