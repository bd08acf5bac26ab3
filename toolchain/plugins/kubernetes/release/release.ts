import { createHash } from "node:crypto";
import { type Change, changesBetween } from "../../provider/changes.ts";
import {
	type CheckFailure,
	type Operation,
	type Provider,
	Unfinished,
} from "../../provider/resources.ts";
import {
	field,
	hasUnknowns,
	type Properties,
	UNKNOWN,
} from "../../provider/values.ts";
import { parseId } from "../names.ts";
import { type ChartChoice, chartFinder } from "./chart.ts";
import { templateArgs, uninstallArgs, upgradeArgs } from "./flags.ts";
import { type Helm, helmCli } from "./helm.ts";
import {
	type ReleaseInputs,
	releaseId,
	timeoutSeconds,
	unsupportedInputs,
	withDefaults,
} from "./inputs.ts";
import { hasLabel, type LiveRelease, liveRelease, outputsOf } from "./live.ts";
import { namesOf, objectsIn } from "./manifest.ts";
import { showing, unready } from "./progress.ts";
import { forgetRevision, leftoverOf } from "./repair.ts";
import { apiOf, type Target, withCluster } from "./target.ts";
import { valuesOf } from "./values.ts";

const renderLimitSeconds = 120;
/** `timeout` is for one object; hooks before and after are waited for as well. */
const waitsOfOneCommand = 3;
const commandSlackSeconds = 60;
/** A killed helm leaves one obstacle, its repair perhaps another. */
const repairs = 3;
/** After a cancellation the engine gives little time. */
const lastLookMilliseconds = 1000;

/** `kubernetes:helm.sh/v3:Release`, by the helm on PATH. */
export function releaseProvider(): Provider {
	const target: Target = { kubeconfig: undefined, context: undefined };
	let defaultNamespace = "default";
	let started: { helm: Helm; find: ReturnType<typeof chartFinder> } | undefined;

	/** Most programs have no release: they pay nothing. */
	function tools() {
		if (!started) {
			const helm = helmCli();
			started = { helm, find: chartFinder(helm) };
		}
		return started;
	}

	/** Renders the chart as the real provider's `Check` does, so that what can't work fails before anything is done. */
	async function rendered(
		inputs: ReleaseInputs,
		chart: string,
		signal: AbortSignal,
	) {
		const manifest = await tools().helm.call({
			args: templateArgs(inputs, chart),
			stdin: JSON.stringify(await valuesOf(inputs)),
			limitSeconds: renderLimitSeconds,
			signal,
		});
		return {
			checksum: createHash("sha256").update(manifest).digest("hex"),
			resourceNames: namesOf(await objectsIn(manifest)),
		};
	}

	async function check(inputs: Properties, signal: AbortSignal) {
		const failures: CheckFailure[] = unsupportedInputs(inputs);
		const fail = (property: string, error: unknown) => {
			signal.throwIfAborted();
			failures.push({ property, reason: (error as Error).message });
			return { inputs, failures };
		};
		const { chart, version, devel, repositoryOpts, verify, keyring } = inputs;
		const choice = { chart, version, devel, repositoryOpts, verify, keyring };
		if (failures.length > 0 || hasUnknowns(choice)) return { inputs, failures };
		let path: string;
		try {
			path = await tools().find(choice as ChartChoice, signal);
		} catch (error) {
			return fail("chart", error);
		}
		if (hasUnknowns(inputs)) return { inputs, failures };
		try {
			const release = inputs as unknown as ReleaseInputs;
			const computed = await rendered(release, path, signal);
			return { inputs: { ...inputs, ...computed }, failures };
		} catch (error) {
			return fail("values", error);
		}
	}

	/** Installs or upgrades, and gives the outputs. */
	async function deploy(
		properties: Properties,
		operation: Operation,
		{ isNew }: { isNew: boolean },
	): Promise<Properties> {
		const inputs = properties as unknown as ReleaseInputs;
		const { signal } = operation;
		const { helm, find } = tools();
		const chart = await find(inputs, signal);
		const values = JSON.stringify(await valuesOf(inputs));
		const owner = ownerLabel(operation.urn);
		return withCluster(target, helm.folder, async (cluster) => {
			const look = (within: AbortSignal) =>
				liveRelease(helm, inputs, cluster, within);
			let before = await look(signal);
			if (
				isNew &&
				before &&
				!(await hasLabel(helm, inputs, owner, cluster, signal))
			)
				throw new Error(
					`There is a release ${inputs.name} in the namespace ${inputs.namespace} already, and this stack didn't make it: uninstall it ("helm uninstall ${inputs.name} --namespace ${inputs.namespace}"), import it, or take another name.`,
				);
			for (let tries = 0; tries < repairs && before; tries++) {
				if (!(await repair(inputs, before, operation, cluster))) break;
				before = await look(signal);
			}
			try {
				const work = helm.call({
					args: [
						...upgradeArgs(inputs, chart, {
							owner,
							limitSeconds: operation.timeoutSeconds,
						}),
						...cluster,
					],
					stdin: values,
					limitSeconds: commandLimitSeconds(inputs, operation),
					signal,
				});
				await showing(work, notReady(inputs), operation.status);
			} catch (error) {
				throw await explained(error, {
					inputs,
					properties,
					before,
					look,
					signal,
				});
			}
			const live = await look(signal);
			if (!live)
				throw new Error(
					`The release ${inputs.name} was uninstalled by somebody else just after it was installed.`,
				);
			return outputsOf(properties, inputs, live);
		});
	}

	/** Clears away what a killed helm has left; false when there is nothing to clear. */
	async function repair(
		inputs: ReleaseInputs,
		{ status, revision }: LiveRelease,
		operation: Operation,
		cluster: readonly string[],
	): Promise<boolean> {
		const leftover = leftoverOf(status);
		if (leftover === undefined) return false;
		operation.status(
			`an earlier helm did not finish (${status}); clearing that away`,
		);
		if (leftover === "unfinished revision")
			await forgetRevision(
				await apiOf(target),
				inputs,
				revision,
				operation.signal,
			);
		else await uninstall(inputs, operation, cluster);
		return true;
	}

	async function uninstall(
		inputs: ReleaseInputs,
		operation: Operation,
		cluster: readonly string[],
	): Promise<void> {
		await tools().helm.call({
			args: [...uninstallArgs(inputs, operation.timeoutSeconds), ...cluster],
			limitSeconds: commandLimitSeconds(inputs, operation),
			signal: operation.signal,
		});
	}

	const notReady =
		({ resourceNames = {}, namespace }: ReleaseInputs) =>
		async (signal: AbortSignal) =>
			unready(await apiOf(target), resourceNames, namespace, signal);

	/** An error with what isn't ready, and with the release if one was left, so that the next update goes on from there. */
	async function explained(
		error: unknown,
		{
			inputs,
			properties,
			before,
			look,
			signal,
		}: {
			inputs: ReleaseInputs;
			properties: Properties;
			before: LiveRelease | undefined;
			look(within: AbortSignal): Promise<LiveRelease | undefined>;
			signal: AbortSignal;
		},
	): Promise<unknown> {
		const { name, namespace } = inputs;
		const stopped = signal.aborted;
		const within = stopped ? AbortSignal.timeout(lastLookMilliseconds) : signal;
		const [live, lines] = await Promise.all([
			look(within).catch(() => "unknown" as const),
			stopped ? [] : notReady(inputs)(within).catch(() => []),
		]);
		const said = stopped
			? `Helm was stopped: ${(signal.reason as Error).message}.`
			: (error as Error).message;
		const message = [
			`The release ${namespace}/${name} is not as it should be. ${said}`,
			...lines,
		].join("\n");
		if (live === "unknown")
			return new Unfinished(message, releaseId(inputs), {
				...properties,
				status: { name, namespace, status: "unknown" },
			});
		const untouched =
			live === undefined ||
			live.status === "deployed" ||
			live.revision === before?.revision;
		return untouched
			? new Error(message)
			: new Unfinished(
					message,
					releaseId(inputs),
					outputsOf(properties, inputs, live),
				);
	}

	return {
		configure(settings) {
			target.kubeconfig = textOf(settings, "kubeconfig");
			target.context = textOf(settings, "context");
			defaultNamespace = textOf(settings, "namespace") ?? "default";
		},

		check({ name, before, inputs, randomSeed, signal }) {
			const complete = withDefaults(inputs, {
				resourceName: name,
				before,
				randomSeed,
				namespace: defaultNamespace,
			});
			return check(complete, signal);
		},

		diff({ oldInputs, oldOutputs, newInputs }) {
			return {
				changes: [
					...changesBetween(withHashes(oldInputs), withHashes(newInputs)),
					...notDeployed(oldOutputs),
				],
				replaces: ({ path }) =>
					path.length === 1 && ["name", "namespace"].includes(String(path[0])),
				deleteBeforeReplace: false,
			};
		},

		async create(inputs, operation) {
			const id = releaseId(inputs);
			return {
				id,
				outputs: operation.preview
					? previewOutputs(inputs)
					: await deploy(inputs, operation, { isNew: true }),
			};
		},

		async update(_id, _old, inputs, operation) {
			return operation.preview
				? previewOutputs(inputs)
				: deploy(inputs, operation, { isNew: false });
		},

		async delete(id, old, operation) {
			const inputs = { ...old.outputs, ...old.inputs, ...placeOf(id) };
			await withCluster(target, tools().helm.folder, (cluster) =>
				uninstall(inputs as unknown as ReleaseInputs, operation, cluster),
			);
		},

		async read(id, old, { signal }) {
			const place = placeOf(id);
			const { helm } = tools();
			const live = await withCluster(target, helm.folder, (cluster) =>
				liveRelease(helm, place, cluster, signal),
			);
			if (!live) return undefined;
			const inputs = liveInputs(place, old, live);
			return { inputs, outputs: outputsOf(inputs, place, live) };
		},

		// What was in a secret file comes back among the values.
		secrets(_inputs, marked) {
			return field(marked, "valueYamlFiles") ? { values: true } : undefined;
		},
	};
}

/** Inputs that say what is really there, so that what somebody changed by hand is a difference to the program. */
function liveInputs(
	place: { name: string; namespace: string },
	old: { inputs: Properties | undefined; outputs: Properties },
	{ chart, version, values }: LiveRelease,
): Properties {
	if (old.inputs === undefined) return { ...place, chart, version, values };
	const inputs = { ...old.inputs };
	if (chart !== field(old.outputs, "status", "chart")) inputs.chart = chart;
	if (version !== old.outputs.version) inputs.version = version;
	if (changesBetween(old.outputs.values, values).length > 0)
		inputs.values = values;
	return inputs;
}

/** Inputs with the hashes of assets in their place: of an asset in the state, there is nothing else. */
function withHashes({ valueYamlFiles, ...rest }: Properties): Properties {
	return Array.isArray(valueYamlFiles)
		? {
				...rest,
				valueYamlFiles: valueYamlFiles.map(
					(asset) => field(asset, "hash") ?? asset,
				),
			}
		: { ...rest, valueYamlFiles };
}

/** A release that isn't deployed has to be upgraded, whatever the program says. */
function notDeployed(outputs: Properties): Change[] {
	const status = field(outputs, "status", "status");
	return status === undefined || status === "deployed" || status === UNKNOWN
		? []
		: [{ path: ["status", "status"], kind: "update" }];
}

function previewOutputs(inputs: Properties): Properties {
	return {
		...inputs,
		version: inputs.version ?? UNKNOWN,
		resourceNames: inputs.resourceNames ?? UNKNOWN,
		status: UNKNOWN,
	};
}

/** How long one call of helm may take, in seconds: longer than helm itself waits, so that it can say what it waited for. */
function commandLimitSeconds(
	inputs: ReleaseInputs,
	{ timeoutSeconds: limit }: Operation,
): number {
	return (
		(limit ?? waitsOfOneCommand * timeoutSeconds(inputs)) + commandSlackSeconds
	);
}

/** On helm's record, so that a release which the state lost (its update was killed) is known for this resource's own. */
function ownerLabel(urn: string): string {
	const digest = createHash("sha256").update(urn).digest("hex");
	return `pulumi-urn=${digest.slice(0, 32)}`;
}

function placeOf(id: string): { name: string; namespace: string } {
	const { name, namespace = "default" } = parseId(id);
	return { name, namespace };
}

function textOf(settings: Properties, name: string): string | undefined {
	const value = settings[name];
	return typeof value === "string" && value !== "" ? value : undefined;
}
