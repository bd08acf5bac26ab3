import {
	existsSync,
	mkdtempSync,
	readdirSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import type { Helm } from "./helm.ts";
import type { ReleaseInputs } from "./inputs.ts";

const fetchLimitSeconds = 120;

/** Which chart: all that decides it. */
export type ChartChoice = Pick<
	ReleaseInputs,
	"chart" | "version" | "devel" | "repositoryOpts" | "verify" | "keyring"
>;

/** Where a chart is: here, or to be pulled by this name from somewhere. */
export type ChartPlace =
	| { path: string }
	| {
			reference: string;
			/** Address of a repository that needs no configuration. */
			repository?: string;
			/** The user's own repositories or logins have to be used. */
			usersConfiguration: boolean;
	  };

/**
 * Where to look for a chart, as the real provider does: a path wins unless a repository is named.
 *
 * @throws one sentence when it can be nowhere
 */
export function placeOf({ chart, repositoryOpts }: ChartChoice): ChartPlace {
	const name = chart.trim();
	const repository = repositoryOpts?.repo;
	if (name.startsWith("oci://"))
		return { reference: name, usersConfiguration: true };
	if (repository && URL.canParse(repository))
		return { reference: name, repository, usersConfiguration: false };
	if (repository)
		return {
			reference: name.includes("/") ? name : `${repository}/${name}`,
			usersConfiguration: true,
		};
	if (/^https?:\/\//.test(name))
		return { reference: name, usersConfiguration: false };
	if (isChart(name)) return { path: resolve(name) };
	if (isAbsolute(name) || name.startsWith("."))
		throw new Error(
			existsSync(name)
				? `${resolve(name)} is no chart, it has no Chart.yaml.`
				: `There is no chart at ${resolve(name)}.`,
		);
	if (name.includes("/")) return { reference: name, usersConfiguration: true };
	throw new Error(
		`There is no chart ${name}: it is neither a folder or archive here, nor does the Release name a repository (repositoryOpts.repo).`,
	);
}

function isChart(path: string): boolean {
	if (!existsSync(path)) return false;
	return !statSync(path).isDirectory() || existsSync(join(path, "Chart.yaml"));
}

/** Finds charts, and pulls those that are elsewhere, each only once. */
export function chartFinder(helm: Helm) {
	const pulled = new Map<string, Promise<string>>();

	/**
	 * The path of a chart's folder or archive.
	 *
	 * @throws one sentence when there is none, or it can't be fetched
	 */
	return async function find(
		choice: ChartChoice,
		signal: AbortSignal,
	): Promise<string> {
		const place = placeOf(choice);
		if ("path" in place) return place.path;
		const { chart, version, devel, repositoryOpts } = choice;
		const key = JSON.stringify([chart, version, devel, repositoryOpts]);
		const known = pulled.get(key);
		if (known) return known;
		const path = pull(helm, choice, place, signal);
		pulled.set(key, path);
		// What failed now may work next time.
		path.catch(() => pulled.delete(key));
		return path;
	};
}

async function pull(
	helm: Helm,
	choice: ChartChoice,
	place: Exclude<ChartPlace, { path: string }>,
	signal: AbortSignal,
): Promise<string> {
	const destination = mkdtempSync(join(helm.folder, "chart-"));
	const { reference, repository, usersConfiguration } = place;
	const call = (...args: string[]) =>
		helm.call({
			args,
			usersConfiguration,
			limitSeconds: fetchLimitSeconds,
			signal,
		});
	const flags = ["--destination", destination, ...versionFlags(choice)];
	const { username, password } = choice.repositoryOpts ?? {};
	if (repository && (username || password)) {
		// On the command line, every user of the machine could read the password.
		const file = join(destination, "repositories.yaml");
		const config = ["--repository-config", file];
		writeFileSync(file, repositoryConfig(choice), { mode: 0o600 });
		try {
			await call("repo", "update", "--fail-on-repo-update-fail", ...config);
			await call("pull", `release/${reference}`, ...flags, ...config);
		} finally {
			rmSync(file);
		}
	} else
		await call(
			"pull",
			reference,
			...flags,
			...repositoryFlags(choice, repository),
		);
	const archive = readdirSync(destination).find((name) =>
		name.endsWith(".tgz"),
	);
	if (archive === undefined)
		throw new Error(`helm pulled ${reference}, but left no archive.`);
	return join(destination, archive);
}

function versionFlags({
	version,
	devel,
	verify,
	keyring,
}: ChartChoice): string[] {
	return [
		...(version ? ["--version", version.trim()] : []),
		...(devel ? ["--devel"] : []),
		...(verify ? ["--verify"] : []),
		...(verify && keyring ? ["--keyring", keyring] : []),
	];
}

function repositoryFlags(
	{ repositoryOpts: { caFile, certFile, keyFile } = {} }: ChartChoice,
	repository: string | undefined,
): string[] {
	return [
		...(repository ? ["--repo", repository] : []),
		...(caFile ? ["--ca-file", caFile] : []),
		...(certFile ? ["--cert-file", certFile] : []),
		...(keyFile ? ["--key-file", keyFile] : []),
	];
}

/** Helm's own file of repositories, with one; JSON is YAML. */
function repositoryConfig({ repositoryOpts = {} }: ChartChoice): string {
	const { repo, ...access } = repositoryOpts;
	return JSON.stringify({
		apiVersion: "v1",
		repositories: [{ name: "release", url: repo, ...access }],
	});
}
