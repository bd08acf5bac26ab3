import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readProtocol } from "./protocols.ts";

const folder = mkdtempSync(join(tmpdir(), "holdfast-protocols-"));
afterAll(() => rmSync(folder, { recursive: true }));

const read = (text: string) => {
	writeFileSync(join(folder, "mine.yaml"), text);
	return readProtocol("mine.yaml", folder);
};

test("a file says what it wants, and the rest has defaults", () => {
	expect(
		read(`
durationSeconds: 60
faults:
  - { kind: freeze, container: app, atSeconds: 10, victims: 1, lastsSeconds: 5 }
load: { clients: 4, readsPerSecond: 10, advancesPerSecond: 2 }
thresholds: { rtoSeconds: 8 }
`),
	).toEqual({
		name: "mine",
		warmUpSeconds: 0,
		durationSeconds: 60,
		settleSeconds: 60,
		intervalSeconds: 1,
		scrapeIntervalSeconds: 1,
		faults: [
			{
				kind: "freeze",
				container: "app",
				atSeconds: 10,
				victims: 1,
				target: "any",
				lastsSeconds: 5,
			},
		],
		load: { clients: 4, readsPerSecond: 10, advancesPerSecond: 2 },
		repetitions: 1,
		thresholds: { rtoSeconds: 8 },
	});
});

test.each([
	["durationSeconds: 1", /^The protocol mine.yaml: durationSeconds is 1: .*5/],
	["warmUpSeconds: 1", /durationSeconds is missing: /],
	["durationSeconds: 60\nfaults: [{ kind: explode, atSeconds: 1 }]", /faults\[0\].kind is "explode": /],
	["durationSeconds: 60\nfaults: [{ kind: overlap, atSeconds: 1, victims: 0 }]", /faults\[0\].victims is 0: /],
	["durationSeconds: 60\nfautls: []", /Unrecognized key: "fautls"/],
	["- 1", /must be a mapping/],
	["durationSeconds: [", /can't be read/],
])("%j is refused with the field, its value and what is allowed", (text, error) => {
	expect(() => read(text)).toThrow(error);
});
