import { expect, test } from "vitest";
import { chartStore } from "./chartStore.ts";

test("only the chart of the repository, or a copy of the same contents, is claimed to hold CouchDB in its version", () => {
	expect(chartStore("repo")).toEqual({
		name: "CouchDB",
		version: "3.5.0",
		standsInFor: null,
	});
	expect(chartStore("./charts/nowhere")).toEqual({
		name: "CouchDB",
		version: "of the chart couchdb of other contents (sha256 unknown)",
		standsInFor: null,
	});
});

test("a chart that says it holds something else makes the store a stand-in", () => {
	expect(chartStore("./e2e/charts/couchdb")).toMatchObject({
		name: "PouchDB Server",
		standsInFor: {
			name: "CouchDB",
			why: expect.stringMatching(/^the chart couchdb of other contents \(sha256 [0-9a-f]{12}\) says that it holds it$/),
		},
	});
});
