import { expect, test } from "vitest";
import { readSettings } from "./config.ts";
import { refuseUnfit } from "./preview.ts";

const settings = (config: Record<string, string>) =>
	readSettings("central-5", (key) => config[key]);

test("on the native platform Grafana is refused, and its dashboard offered", async () => {
	await expect(refuseUnfit(settings({}))).resolves.toBeUndefined();
	await expect(refuseUnfit(settings({ grafana: "true" }))).rejects.toThrow(
		/^The platform "native" has no Grafana.*"node infra\/observability\/dashboard\.ts" prints/,
	);
});
