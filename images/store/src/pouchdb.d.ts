// What the stand-in uses of packages that bring no types of their own.
declare module "pouchdb-core" {
	interface PouchDB {
		plugin(plugin: unknown): PouchDB;
		defaults(options: object): PouchDB;
		version: string;
		new (name: string): { info(): Promise<object> };
	}
	const pouchDB: PouchDB;
	export default pouchDB;
}
declare module "pouchdb-adapter-memory" {
	const plugin: unknown;
	export default plugin;
}
declare module "express-pouchdb" {
	import type { RequestListener } from "node:http";
	import type { PouchDB } from "pouchdb-core";
	export default function expressPouchDB(
		pouchDB: PouchDB,
		options: { mode: "custom"; overrideMode: { include: string[] } },
	): RequestListener;
}
