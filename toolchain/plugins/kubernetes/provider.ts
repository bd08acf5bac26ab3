import { changesBetween } from "../provider/changes.ts";
import {
	type CheckFailure,
	type Operation,
	type Provider,
	Unfinished,
} from "../provider/resources.ts";
import { settling } from "../provider/settling.ts";
import { field, hasUnknowns, type Properties } from "../provider/values.ts";
import { type Api, ApiError, connect } from "./api.ts";
import { waitUntilGone, waitUntilReady, whyNotReady } from "./await/wait.ts";
import {
	type ApiResource,
	discovery,
	objectPath,
	UnknownKind,
} from "./discovery.ts";
import { liveInputs } from "./drift.ts";
import {
	type GroupVersionKind,
	groupKind,
	kindOf,
	kindOfType,
} from "./kinds.ts";
import { kubeconfigText, parseKubeconfig } from "./kubeconfig.ts";
import { idOf, parseId, withName } from "./names.ts";
import { applyBody, outputsOf, previewOutputs } from "./objects.ts";
import {
	movesObject,
	needsReplacement,
	standsInTheWay,
} from "./replacement.ts";
import { concerns, type Verdict, verdictOn } from "./verdict.ts";

const FIELD_MANAGER = "pulumi-kubernetes";
const DEFAULT_TIMEOUT_SECONDS = 600;
/** What the API server may take to say what a change would do; after it, the inputs alone decide. */
const VERDICT_SECONDS = 5;
/** An interrupted write gets this long to be answered. The plugin has 4.5 s to leave. */
const SETTLE_SECONDS = 2;
const SKIP_AWAIT = "pulumi.com/skipAwait";
const TIMEOUT = "pulumi.com/timeoutSeconds";
const PROPAGATION = "pulumi.com/deletionPropagationPolicy";

interface Connection {
	api: Api;
	resource: ReturnType<typeof discovery>;
}

/** Manages objects of any kind by server-side apply, and waits for them as the Pulumi Kubernetes provider does. */
export function kubernetesProvider(): Provider {
	let kubeconfig: string | undefined;
	let context: string | undefined;
	let namespace = "default";
	let connected: { text: string; connection: Promise<Connection> } | undefined;

	/** Read each time, because the cluster, and its kubeconfig with it, may be made by the same update. */
	function connection(): Promise<Connection> {
		const { text, folder } = kubeconfigText(kubeconfig);
		if (connected?.text !== text)
			connected = {
				text,
				connection: parseKubeconfig(text, folder, context).then((cluster) => {
					const api = connect(cluster);
					return { api, resource: discovery(api) };
				}),
			};
		return connected.connection;
	}

	async function locate(
		kind: GroupVersionKind,
		of: { namespace: unknown; name: unknown },
		signal: AbortSignal,
	): Promise<{
		api: Api;
		path: string;
		resource: ApiResource;
		namespace: string | undefined;
	}> {
		const { api, resource: find } = await connection();
		const resource = await find(kind, signal);
		const place = typeof of.namespace === "string" ? of.namespace : namespace;
		return {
			api,
			resource,
			namespace: resource.namespaced ? place : undefined,
			path: objectPath(kind.apiVersion, resource, place, String(of.name)),
		};
	}

	/** Where the object of these inputs is, or shall be. */
	function locateInputs(inputs: Properties, signal: AbortSignal) {
		return locate(
			kindOf(inputs) as GroupVersionKind,
			{
				namespace: field(inputs, "metadata", "namespace"),
				name: field(inputs, "metadata", "name"),
			},
			signal,
		);
	}

	/** The object as applying the inputs would leave it; nothing is kept. */
	async function dryRun(inputs: Properties, signal: AbortSignal) {
		const at = await locateInputs(inputs, signal);
		return at.api.send({
			method: "PATCH",
			path: `${at.path}?fieldManager=${FIELD_MANAGER}&force=true&dryRun=All`,
			body: applyBody(inputs, at.namespace),
			signal,
		});
	}

	/** What the API server says of changed inputs; undefined when it can't be asked, or doesn't tell. */
	async function verdict(
		before: Properties,
		after: Properties,
		operation: Operation,
	): Promise<Verdict | undefined> {
		const signal = AbortSignal.any([
			operation.signal,
			AbortSignal.timeout(VERDICT_SECONDS * 1000),
		]);
		return verdictOn({
			before: () => dryRun(before, signal),
			after: () => dryRun(after, signal),
		});
	}

	/** Applies inputs and waits until the object is ready. */
	async function apply(inputs: Properties, operation: Operation) {
		const kind = kindOf(inputs) as GroupVersionKind;
		const { signal } = operation;
		const at = await locateInputs(inputs, signal);
		const send = () =>
			at.api.send({
				method: "PATCH",
				path: `${at.path}?fieldManager=${FIELD_MANAGER}&force=true`,
				body: applyBody(inputs, at.namespace),
				signal: settling(signal, SETTLE_SECONDS),
			});
		const waitOptions = {
			timeoutSeconds: timeoutSeconds(operation, inputs),
			signal,
			status: operation.status,
		};
		let live = await send();
		if (field(live, "metadata", "deletionTimestamp") !== undefined) {
			// Its predecessor of the same name is on its way out, and would take these settings with it.
			await waitUntilGone(at.api, at.path, live, waitOptions, { pods: false });
			live = await send();
		}
		const id = idOf(live);
		try {
			signal.throwIfAborted();
			if (annotation(inputs, SKIP_AWAIT) === "true")
				return { id, outputs: outputsOf(live) };
			const ready = await waitUntilReady(at.api, at.path, live, waitOptions);
			return { id, outputs: outputsOf(ready) };
		} catch (error) {
			const message = operation.signal.aborted
				? `Waiting for ${kind.kind} ${id} was stopped: ${(operation.signal.reason as Error).message}.`
				: (error as Error).message;
			throw new Unfinished(
				message,
				id,
				outputsOf(field(error, "live") ?? live),
			);
		}
	}

	return {
		leadsElsewhere({ path }) {
			return path[0] === "clusterIdentifier";
		},

		configure(settings) {
			kubeconfig = textSetting(settings, "kubeconfig");
			context = textSetting(settings, "context");
			namespace = textSetting(settings, "namespace") ?? "default";
			if (textSetting(settings, "renderYamlToDirectory"))
				throw new Error(
					"renderYamlToDirectory is not supported by this stand-in for the Pulumi Kubernetes provider.",
				);
		},

		check({ type, name, before, inputs, randomSeed }) {
			const failures = checkKind(type, inputs);
			return failures.length > 0
				? { inputs, failures }
				: {
						inputs: withName(inputs, name, before, randomSeed, namespace),
						failures,
					};
		},

		async diff({ oldInputs, oldOutputs, newInputs }, operation) {
			const old = { inputs: oldInputs, outputs: oldOutputs };
			const byInputs = {
				changes: changesBetween(oldInputs, newInputs),
				replaces: needsReplacement(old, newInputs),
				deleteBeforeReplace: standsInTheWay(oldInputs, newInputs),
			};
			const { changes } = byInputs;
			const moves = movesObject(old, newInputs);
			if (changes.length === 0 || changes.some(moves)) return byInputs;
			if (hasUnknowns(newInputs)) return byInputs;
			const answer = await verdict(oldInputs, newInputs, operation);
			switch (answer?.is) {
				case "same":
					return { ...byInputs, changes: [] };
				case "accepted":
					return { ...byInputs, replaces: () => false };
				case "immutable": {
					// The table knows the fields themselves; the API may name no more than what they are in.
					const known = changes.filter(byInputs.replaces);
					const named = changes.filter(({ path }) =>
						concerns(answer.fields, path),
					);
					const [replacing = changes] = [known, named].filter(
						({ length }) => length > 0,
					);
					return {
						...byInputs,
						replaces: (change) => replacing.includes(change),
					};
				}
			}
			return byInputs;
		},

		async create(inputs, operation) {
			if (operation.preview)
				return { id: idOf(inputs), outputs: previewOutputs(inputs, undefined) };
			return apply(inputs, operation);
		},

		async update(_id, old, inputs, operation) {
			if (operation.preview) return previewOutputs(inputs, old.outputs);
			return (await apply(inputs, operation)).outputs;
		},

		async delete(id, old, operation) {
			const { signal } = operation;
			const kind =
				kindOf(old.outputs) ?? kindOf(old.inputs) ?? kindOfType(operation.type);
			if (kind === undefined)
				throw new Error(`The state does not say what kind of object ${id} is.`);
			const inputs = { ...old.outputs, ...old.inputs };
			try {
				const at = await locate(kind, parseId(id), signal);
				const live = await at.api.send({
					method: "GET",
					path: at.path,
					signal,
				});
				const policy = propagationPolicy(inputs);
				await at.api.send({
					method: "DELETE",
					path: `${at.path}?propagationPolicy=${policy}`,
					signal,
				});
				if (annotation(inputs, SKIP_AWAIT) === "true") return;
				await waitUntilGone(
					at.api,
					at.path,
					live,
					{
						timeoutSeconds: timeoutSeconds(operation, inputs),
						signal,
						status: operation.status,
					},
					{ pods: policy !== "Orphan" },
				);
			} catch (error) {
				const gone =
					(error instanceof ApiError && error.status === 404) ||
					error instanceof UnknownKind;
				if (!gone) throw error;
			}
		},

		async read(id, old, operation) {
			const kind =
				kindOf(old.outputs) ?? kindOf(old.inputs) ?? kindOfType(operation.type);
			if (kind === undefined)
				throw new Error(`${operation.type} is no kind of object in a cluster.`);
			const { signal } = operation;
			try {
				const at = await locate(kind, parseId(id), signal);
				const live = await at.api.send({
					method: "GET",
					path: at.path,
					signal,
				});
				const { name } = parseId(id);
				const inputs =
					old.inputs === undefined
						? { ...kind, metadata: { name, namespace: at.namespace } }
						: liveInputs(
								old.inputs,
								// What can't be applied again, or by us, is compared field by field.
								await dryRun(old.inputs, signal).catch((error) => {
									if (error instanceof ApiError) return undefined;
									throw error;
								}),
								live,
							);
				const outputs = outputsOf(live);
				const trouble =
					annotation(inputs, SKIP_AWAIT) === "true"
						? undefined
						: await whyNotReady(at.api, live, signal);
				if (trouble !== undefined)
					throw new Unfinished(trouble, id, outputs, inputs);
				return { inputs, outputs };
			} catch (error) {
				const gone =
					(error instanceof ApiError && error.status === 404) ||
					error instanceof UnknownKind;
				if (gone) return undefined;
				throw error;
			}
		},

		secrets(inputs) {
			const kind = kindOf(inputs);
			return kind && groupKind(kind) === "Secret"
				? { data: true, stringData: true }
				: undefined;
		},
	};
}

/** Refuses what the real provider does by other means than applying one object. */
function checkKind(type: string, inputs: Properties): CheckFailure[] {
	const kind = type.split(":")[2] ?? "";
	const given = kindOf(inputs);
	const refuse = (what: string) => [
		{
			property: "",
			reason: `${what}, which this stand-in for the Pulumi Kubernetes provider does not support; ${INSTEAD}`,
		},
	];
	if (given === undefined)
		return refuse(`${type} is not one object with apiVersion and kind`);
	if (kind === `${given.kind}Patch`) return refuse(`${kind} is a patch`);
	if (kind === `${given.kind}List` || given.kind.endsWith("List"))
		return refuse(`${kind} is a list of objects`);
	return [];
}

const INSTEAD =
	"write the objects out as resources of their own, or install the real provider.";

function textSetting(settings: Properties, name: string): string | undefined {
	const value = settings[name];
	return typeof value === "string" && value !== "" ? value : undefined;
}

function annotation(inputs: unknown, name: string): unknown {
	return field(inputs, "metadata", "annotations", name);
}

/** How long to wait: as the resource's `customTimeouts` say, or its annotation, or 10 minutes. */
function timeoutSeconds(operation: Operation, inputs: unknown): number {
	return (
		operation.timeoutSeconds ??
		(Number(annotation(inputs, TIMEOUT)) || DEFAULT_TIMEOUT_SECONDS)
	);
}

/** Pods and other dependents go after the object (they are waited for), unless an annotation says otherwise. */
function propagationPolicy(inputs: unknown): string {
	const wanted = String(annotation(inputs, PROPAGATION) ?? "").toLowerCase();
	return (
		["Background", "Foreground", "Orphan"].find(
			(policy) => policy.toLowerCase() === wanted,
		) ?? "Background"
	);
}
