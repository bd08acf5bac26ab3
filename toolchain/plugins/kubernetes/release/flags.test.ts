import { expect, test } from "vitest";
import { templateArgs, uninstallArgs, upgradeArgs } from "./flags.ts";
import type { ReleaseInputs } from "./inputs.ts";

const inputs: ReleaseInputs = {
	chart: "buoy",
	name: "buoy",
	namespace: "sea",
	timeout: 600,
	values: { password: "open-sesame" },
};
const upgrade = (more: Partial<ReleaseInputs> = {}, limitSeconds?: number) =>
	upgradeArgs({ ...inputs, ...more }, "/charts/buoy", {
		owner: "a=b",
		limitSeconds,
	}).join(" ");

test("an upgrade waits, takes the program's values only, and has them by standard input", () => {
	expect(upgrade()).toBe(
		"upgrade --install buoy /charts/buoy --namespace sea --values - --timeout 600s --labels a=b --output json --reset-values --wait",
	);
});

test("nothing is waited for where the program says so", () => {
	const all = upgrade({ skipAwait: true, waitForJobs: true });
	expect(all).not.toContain("--wait");
	expect(upgrade({ waitForJobs: true })).toContain("--wait --wait-for-jobs");
});

test("a custom time-out makes the wait shorter, never longer", () => {
	expect(upgrade({}, 20)).toContain("--timeout 20s");
	expect(upgrade({}, 2000)).toContain("--timeout 600s");
});

test("each option becomes its flag", () => {
	const all = upgrade({
		atomic: true,
		cleanupOnFail: true,
		createNamespace: true,
		dependencyUpdate: true,
		description: "by hand",
		disableOpenapiValidation: true,
		disableWebhooks: true,
		forceUpdate: true,
		maxHistory: 0,
		renderSubchartNotes: true,
		reuseValues: true,
		skipCrds: true,
		takeOwnership: true,
	});
	for (const flag of [
		"--atomic",
		"--cleanup-on-fail",
		"--create-namespace",
		"--dependency-update",
		"--description by hand",
		"--disable-openapi-validation",
		"--no-hooks",
		"--force",
		"--history-max 0",
		"--render-subchart-notes",
		"--reuse-values",
		"--skip-crds",
		"--take-ownership",
	])
		expect(all).toContain(flag);
	expect(all).not.toContain("--reset-values");
});

test("rendering shows definitions unless they are skipped", () => {
	expect(templateArgs(inputs, "/charts/buoy").join(" ")).toBe(
		"template buoy /charts/buoy --namespace sea --values - --include-crds",
	);
	expect(
		templateArgs({ ...inputs, skipCrds: true }, "/charts/buoy"),
	).not.toContain("--include-crds");
});

test("uninstalling waits, and does not mind that the release is gone", () => {
	expect(uninstallArgs(inputs, undefined).join(" ")).toBe(
		"uninstall buoy --namespace sea --ignore-not-found --timeout 600s --wait",
	);
	expect(
		uninstallArgs({ ...inputs, skipAwait: true }, undefined),
	).not.toContain("--wait");
});
