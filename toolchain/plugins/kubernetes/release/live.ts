import { field, isObject, type Properties } from "../../provider/values.ts";
import { type Helm, HelmFailed } from "./helm.ts";
import { namesOf, objectsIn } from "./manifest.ts";

const limitSeconds = 60;

/** A release as helm has it written down in the cluster: its last revision. */
export interface LiveRelease {
	chart: string;
	/** Of the chart. */
	version: string;
	appVersion: string;
	revision: number;
	/** `deployed`, `failed`, `pending-install`, `pending-upgrade`, `uninstalling`, … */
	status: string;
	/** What the program, or somebody else, gave it. */
	values: Properties;
	/** Without hooks. */
	resourceNames: Record<string, string[]>;
}

/**
 * The release of this name; undefined when there is none.
 *
 * @param cluster helm's flags that lead to the cluster
 */
export async function liveRelease(
	helm: Helm,
	{ name, namespace }: { name: string; namespace: string },
	cluster: readonly string[],
	signal: AbortSignal,
): Promise<LiveRelease | undefined> {
	const ask = async (...command: string[]) =>
		JSON.parse(
			await helm.call({
				args: [
					...command,
					name,
					"--namespace",
					namespace,
					"--output",
					"json",
					...cluster,
				],
				limitSeconds,
				signal,
			}),
		) as unknown;
	try {
		const [status, metadata] = await Promise.all([
			ask("status"),
			ask("get", "metadata"),
		]);
		const text = (of: unknown, ...path: string[]) =>
			String(field(of, ...path) ?? "");
		const values = field(status, "config");
		return {
			chart: text(metadata, "chart"),
			version: text(metadata, "version"),
			appVersion: text(metadata, "appVersion"),
			revision: Number(field(status, "version")),
			status: text(status, "info", "status"),
			values: isObject(values) ? values : {},
			resourceNames: namesOf(await objectsIn(text(status, "manifest"))),
		};
	} catch (error) {
		if (error instanceof HelmFailed && error.notFound) return undefined;
		throw error;
	}
}

/** Whether the release carries this label (`name=value`). */
export async function hasLabel(
	helm: Helm,
	{ name, namespace }: { name: string; namespace: string },
	label: string,
	cluster: readonly string[],
	signal: AbortSignal,
): Promise<boolean> {
	const found = await helm.call({
		args: [
			"list",
			"--all",
			"--filter",
			`^${name}$`,
			"--selector",
			label,
			"--namespace",
			namespace,
			"--output",
			"json",
			...cluster,
		],
		limitSeconds,
		signal,
	});
	return (JSON.parse(found) as unknown[]).length > 0;
}

/** What Pulumi's state holds of a release. */
export function outputsOf(
	inputs: Properties,
	{ name, namespace }: { name: string; namespace: string },
	live: LiveRelease,
): Properties {
	const { chart, version, appVersion, revision, status } = live;
	return {
		...inputs,
		version,
		values: live.values,
		resourceNames: live.resourceNames,
		status: { name, namespace, chart, version, appVersion, revision, status },
	};
}
