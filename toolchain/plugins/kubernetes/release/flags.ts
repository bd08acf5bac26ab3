import { type ReleaseInputs, timeoutSeconds } from "./inputs.ts";

/** Of helm's commands that render: values come by standard input, for they may be secret. */
function renderFlags(inputs: ReleaseInputs): string[] {
	const { namespace, dependencyUpdate, disableWebhooks, postrender } = inputs;
	return [
		"--namespace",
		namespace,
		"--values",
		"-",
		...(dependencyUpdate ? ["--dependency-update"] : []),
		...(disableWebhooks ? ["--no-hooks"] : []),
		...(postrender ? ["--post-renderer", postrender] : []),
	];
}

/** Renders the chart without a cluster. */
export function templateArgs(inputs: ReleaseInputs, chart: string): string[] {
	return [
		"template",
		inputs.name,
		chart,
		...renderFlags(inputs),
		...(inputs.skipCrds ? [] : ["--include-crds"]),
	];
}

/**
 * Installs the release, or upgrades it if it is there.
 *
 * @param owner label by which the release is known again
 * @param limitSeconds at most this long for one object, whatever `timeout` says
 */
export function upgradeArgs(
	inputs: ReleaseInputs,
	chart: string,
	{ owner, limitSeconds }: { owner: string; limitSeconds: number | undefined },
): string[] {
	const waits = !inputs.skipAwait;
	const timeout = Math.min(timeoutSeconds(inputs), limitSeconds ?? Infinity);
	const when = (wanted: boolean | undefined, ...flags: string[]) =>
		wanted ? flags : [];
	return [
		"upgrade",
		"--install",
		inputs.name,
		chart,
		...renderFlags(inputs),
		"--timeout",
		`${timeout}s`,
		"--labels",
		owner,
		"--output",
		"json",
		// Without, helm would take the last revision's values when the program gives none.
		inputs.reuseValues && !inputs.resetValues
			? "--reuse-values"
			: "--reset-values",
		...when(waits, "--wait"),
		...when(waits && inputs.waitForJobs, "--wait-for-jobs"),
		...when(inputs.atomic, "--atomic"),
		...when(inputs.cleanupOnFail, "--cleanup-on-fail"),
		...when(inputs.createNamespace, "--create-namespace"),
		...when(inputs.disableOpenapiValidation, "--disable-openapi-validation"),
		...when(inputs.forceUpdate, "--force"),
		...when(inputs.renderSubchartNotes, "--render-subchart-notes"),
		...when(inputs.skipCrds, "--skip-crds"),
		...when(inputs.takeOwnership, "--take-ownership"),
		...(inputs.description ? ["--description", inputs.description] : []),
		...(inputs.maxHistory === undefined
			? []
			: ["--history-max", `${inputs.maxHistory}`]),
	];
}

/** Uninstalls the release; not an error when it is gone already. */
export function uninstallArgs(
	inputs: ReleaseInputs,
	limitSeconds: number | undefined,
): string[] {
	const timeout = Math.min(timeoutSeconds(inputs), limitSeconds ?? Infinity);
	return [
		"uninstall",
		inputs.name,
		"--namespace",
		inputs.namespace,
		"--ignore-not-found",
		"--timeout",
		`${timeout}s`,
		...(inputs.atomic || !inputs.skipAwait ? ["--wait"] : []),
		...(inputs.disableWebhooks ? ["--no-hooks"] : []),
	];
}
