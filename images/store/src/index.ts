import { createServer } from "node:http";
import expressPouchDB from "express-pouchdb";
import memoryAdapter from "pouchdb-adapter-memory";
import PouchDB from "pouchdb-core";
import manifest from "../package.json" with { type: "json" };
import { guarded } from "./guard.ts";
import { routes } from "./routes.ts";

const serverVersion = manifest.dependencies["express-pouchdb"];

const user = process.env.COUCHDB_USER;
const password = process.env.COUCHDB_PASSWORD;
if (!user || !password) {
	console.error("The environment is wrong: set COUCHDB_USER and COUCHDB_PASSWORD to the administrator's credentials.");
	process.exit(1);
}
const port = Number(process.env.PORT || 5984);
if (!Number.isInteger(port) || port < 1 || port > 65_535) {
	console.error(`The environment is wrong: PORT="${process.env.PORT}" must be a port number from 1 to 65535.`);
	process.exit(1);
}

const database = PouchDB.plugin(memoryAdapter).defaults({
	adapter: "memory",
	// Old revisions' bodies go at once: everything is kept in memory.
	auto_compaction: true,
	revs_limit: 100,
});
const server = createServer(
	guarded(
		{ user, password },
		{
			"holdfast-store": "A stand-in for CouchDB, in memory",
			standsInFor: "CouchDB 3",
			"express-pouchdb": serverVersion,
			pouchdb: PouchDB.version,
		},
		expressPouchDB(database, { mode: "custom", overrideMode: { include: routes } }),
	),
);
// Longer than any sensible pause between two requests of one client, so that it needn't connect
// anew.
server.keepAliveTimeout = 75_000;
server.on("error", (error) => {
	console.error(`The store can't listen on port ${port}: ${error.message}.`);
	process.exit(1);
});
// As a deployment makes the database: once, with the store, and before anybody is answered. What
// reads and writes states must never make it, since a server that knows of none may be the wrong
// one.
const name = process.env.COUCHDB_DATABASE;
if (name) await new database(name).info();
server.listen(port, process.env.HOST || "0.0.0.0", () =>
	console.log(`stand-in for CouchDB: PouchDB Server ${serverVersion}, in memory, port ${port}`),
);

for (const signal of ["SIGTERM", "SIGINT"] as const) {
	process.once(signal, () => {
		server.close(() => process.exit(0));
		server.closeIdleConnections();
		setTimeout(() => process.exit(0), 500).unref();
	});
}
