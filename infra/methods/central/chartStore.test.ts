import { expect, test } from "vitest";
import { chartStore } from "./chartStore.ts";

test("only the chart of the repository is claimed to hold CouchDB in its version", () => {
	expect(chartStore("repo")).toEqual({
		name: "CouchDB",
		version: "3.5.0",
		standsInFor: null,
	});
	expect(chartStore("./charts/couchdb")).toEqual({
		name: "CouchDB",
		version: "of the chart couchdb from ./charts/couchdb",
		standsInFor: null,
	});
});

test("a chart that says it holds something else makes the store a stand-in", () => {
	expect(chartStore("./e2e/charts/couchdb")).toMatchObject({
		name: "PouchDB Server",
		standsInFor: {
			name: "CouchDB",
			why: "the chart couchdb from ./e2e/charts/couchdb says that it holds it",
		},
	});
});
