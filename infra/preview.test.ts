import { expect, test } from "vitest";
import { readSettings } from "./config.ts";
import { refuseUnfit } from "./preview.ts";

const settings = (config: Record<string, string>) => readSettings("central-5", (key) => config[key]);

test("on the native platform Grafana is refused, and its dashboard offered", async () => {
	await expect(refuseUnfit(settings({}))).resolves.toBeUndefined();
	await expect(refuseUnfit(settings({ grafana: "true" }))).rejects.toThrow(
		/^The platform "native" has no Grafana.*"node infra\/observability\/dashboard\.ts" prints/,
	);
});

test("what an image of CouchDB needs on the native platform is looked at before anything is made", async () => {
	const refusal = (config: Record<string, string>) => refuseUnfit(settings(config));
	await expect(refusal({ couchdbImage: "./nowhere/couchdb.tar" })).rejects.toThrow(
		"There is no image archive at ./nowhere/couchdb.tar",
	);
	await expect(refusal({ couchdbImage: "couchdb:3.5.0", couchdbChart: "./nowhere" })).rejects.toThrow(
		"There is no chart at",
	);
	await expect(
		refusal({
			couchdbImage: "couchdb:3.5.0",
			couchdbChart: "./e2e/charts/couchdb",
		}),
	).resolves.toBeUndefined();
});
