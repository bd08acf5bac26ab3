import { expect, test } from "vitest";
import { prometheusIn, storeIn, withAnswers } from "./answers.ts";

// As CouchDB 3.5.0 answers.
const couchdb = {
	couchdb: "Welcome",
	version: "3.5.0",
	git_sha: "11f0d3643",
	uuid: "0123456789abcdef0123456789abcdef",
	features: ["access-ready", "partitioned"],
	vendor: { name: "The Apache Software Foundation" },
};
const pouchdb = { "express-pouchdb": "4.2.0", standsInFor: "CouchDB 3" };

test("a store is what it says it is", () => {
	expect(storeIn(couchdb)).toEqual({ name: "CouchDB", version: "3.5.0" });
	expect(storeIn(pouchdb)).toEqual({
		name: "PouchDB Server",
		version: "4.2.0",
	});
	expect(storeIn({ "express-pouchdb": "Welcome!", version: "4.2.0" })).toMatchObject({
		name: "PouchDB Server",
		version: "4.2.0",
	});
	for (const other of [null, {}, "text", { couchdb: "Welcome" }]) {
		expect(storeIn(other)).toBeNull();
	}
});

test("Prometheus says which version it is", () => {
	const answer = { status: "success", data: { version: "3.14.0" } };
	expect(prometheusIn(answer)).toBe("3.14.0");
	expect(prometheusIn({ status: "error" })).toBeNull();
});

const wanted: Parameters<typeof withAnswers>[0] = {
	store: { name: "CouchDB", version: "of the chart" },
	versions: { kubernetes: "v1.37.2", CouchDB: "of the chart" },
	standIns: [{ name: "Ours", standsInFor: "theirs", why: "no registry" }],
};

test("the version is the one that answers", () => {
	const { store, versions, standIns } = withAnswers(wanted, {
		store: storeIn(couchdb),
		prometheus: "3.14.0",
	});
	expect(store).toEqual({ name: "CouchDB", version: "3.5.0" });
	expect(versions).toEqual({
		kubernetes: "v1.37.2",
		prometheus: "3.14.0",
		CouchDB: "3.5.0",
	});
	expect(standIns).toEqual(wanted.standIns);
});

test("another store than was asked for stands in for it, though nobody had said so", () => {
	const { versions, standIns } = withAnswers(wanted, {
		store: storeIn(pouchdb),
		prometheus: null,
	});
	expect(Object.keys(versions)).not.toContain("CouchDB");
	expect(versions["PouchDB Server"]).toBe("4.2.0");
	expect(standIns[0]).toEqual({
		name: "PouchDB Server 4.2.0",
		standsInFor: "CouchDB",
		why: "it says so itself",
	});
	expect(standIns.slice(1)).toEqual(wanted.standIns);
});

const standIn: Parameters<typeof withAnswers>[0] = {
	store: { name: "PouchDB Server", version: "4.2.0" },
	versions: { "PouchDB Server": "4.2.0", prometheus: "2.42.0+ds-5" },
	standIns: [
		{
			name: "PouchDB Server 4.2.0",
			standsInFor: "CouchDB",
			why: "CouchDB comes as a container image only",
		},
	],
};

test("a stand-in that was known is told once, with the reason that it had", () => {
	expect(withAnswers(standIn, { store: storeIn(pouchdb), prometheus: "2.42.0+ds" })).toEqual(standIn);
	expect(withAnswers(standIn, { store: null, prometheus: null })).toEqual(standIn);
});

test("a store that is the real one after all stands in for nothing", () => {
	const { standIns, versions } = withAnswers(standIn, {
		store: storeIn(couchdb),
		prometheus: null,
	});
	expect(standIns).toEqual([]);
	expect(versions.CouchDB).toBe("3.5.0");
});
