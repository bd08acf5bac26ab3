import { createHash, randomBytes } from "node:crypto";
import type { CheckFailure } from "../../provider/resources.ts";
import { field, type Properties, UNKNOWN } from "../../provider/values.ts";
import { dnsLabel } from "../names.ts";

/** What a program says of a release; as `ReleaseArgs` of `@pulumi/kubernetes`, with the defaults filled in. */
export interface ReleaseInputs {
	/** Path of a folder or archive, `oci://…`, an archive's URL, or a name in a repository. */
	chart: string;
	name: string;
	namespace: string;
	version?: string;
	repositoryOpts?: RepositoryOpts;
	/** What templates get, over `valueYamlFiles`, over the chart's own. */
	values?: Properties;
	/** Assets that hold YAML. */
	valueYamlFiles?: unknown[];
	allowNullValues?: boolean;
	/** For each object that is waited for, in seconds. */
	timeout?: number;
	skipAwait?: boolean;
	waitForJobs?: boolean;
	atomic?: boolean;
	cleanupOnFail?: boolean;
	createNamespace?: boolean;
	dependencyUpdate?: boolean;
	description?: string;
	devel?: boolean;
	disableOpenapiValidation?: boolean;
	/** No hooks at all, whatever the name says. */
	disableWebhooks?: boolean;
	forceUpdate?: boolean;
	maxHistory?: number;
	postrender?: string;
	renderSubchartNotes?: boolean;
	resetValues?: boolean;
	reuseValues?: boolean;
	skipCrds?: boolean;
	takeOwnership?: boolean;
	verify?: boolean;
	keyring?: string;
	/** SHA-256 of what the chart renders to: found by `check`, so that a changed local chart is a change. */
	checksum?: string;
	/** What the chart renders to, hooks among it: `{"Deployment.apps/apps/v1": ["name"]}`. */
	resourceNames?: Record<string, string[]>;
}

export interface RepositoryOpts {
	repo?: string;
	caFile?: string;
	certFile?: string;
	keyFile?: string;
	username?: string;
	password?: string;
}

/** As the real provider's. */
const defaultTimeoutSeconds = 300;
/** Helm refuses longer names; 9 characters are the made-up part. */
const longestStem = 53 - 9;

const unsupported = [
	"disableCRDHooks",
	"lint",
	"recreatePods",
	"replace",
] as const;

/**
 * Inputs with a name (the one it has, or `<resource name>-<8 hex digits>`), a namespace, and how long to wait.
 *
 * @param before the inputs of the existing release, if there is one
 * @param randomSeed the engine's; empty means anything goes
 */
export function withDefaults(
	inputs: Properties,
	{
		resourceName,
		before,
		randomSeed,
		namespace,
	}: {
		resourceName: string;
		before: Properties | undefined;
		randomSeed: Uint8Array;
		namespace: string;
	},
): Properties {
	const given = Object.fromEntries(
		Object.entries(inputs).filter(
			([name, value]) =>
				value !== null &&
				value !== undefined &&
				// Computed anew each time; `compat` tells the SDK something, not the provider.
				!["checksum", "resourceNames", "compat"].includes(name),
		),
	);
	const complete: Properties = {
		...given,
		name: given.name || before?.name || madeUpName(resourceName, randomSeed),
		namespace: given.namespace || namespace,
	};
	if (given.skipAwait !== true) complete.timeout ??= defaultTimeoutSeconds;
	return complete;
}

function madeUpName(resourceName: string, randomSeed: Uint8Array): string {
	const digits =
		randomSeed.length > 0
			? createHash("sha256").update(randomSeed).digest("hex").slice(0, 8)
			: randomBytes(4).toString("hex");
	const stem = dnsLabel(resourceName).slice(0, longestStem).replace(/-+$/, "");
	return `${stem}-${digits}`;
}

/** What the real provider can do and this stand-in can't. */
export function unsupportedInputs(inputs: Properties): CheckFailure[] {
	return unsupported
		.filter((name) => inputs[name] !== undefined && inputs[name] !== false)
		.map((name) => ({
			property: name,
			reason: `${name} of a Release is not supported by this stand-in for the Pulumi Kubernetes provider; leave it out, or install the real provider.`,
		}));
}

/** How long helm waits for one object, in seconds. */
export function timeoutSeconds({ timeout }: ReleaseInputs): number {
	return timeout || defaultTimeoutSeconds;
}

/** Id of a release in Pulumi's state: `namespace/name`; empty while one of them isn't known. */
export function releaseId(inputs: unknown): string {
	const name = field(inputs, "name");
	const namespace = field(inputs, "namespace");
	return [name, namespace].some(
		(part) => typeof part !== "string" || part === UNKNOWN,
	)
		? ""
		: `${namespace}/${name}`;
}
