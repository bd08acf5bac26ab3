import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../command/run.ts";
import { helmSentence, saysNotFound } from "./helmError.ts";
import { helmProblem } from "./version.ts";

/** Helm answers to SIGTERM by writing down that the release failed, which takes a moment. */
const killAfterSeconds = 3;
const versionLimitSeconds = 30;

/** Helm ended with an error; the message is one sentence. */
export class HelmFailed extends Error {
	override name = "HelmFailed";
	/** There is no such release. */
	notFound: boolean;

	constructor(output: string) {
		super(helmSentence(output));
		this.notFound = saysNotFound(output);
	}
}

export interface HelmCall {
	/** Subcommand and flags: nothing secret, for other users of the machine can see them. */
	args: readonly string[];
	stdin?: string | undefined;
	/** Let helm use the user's own repositories and logins; otherwise it sees none. */
	usersConfiguration?: boolean;
	limitSeconds: number;
	signal: AbortSignal;
}

export interface Helm {
	/** Temporary, for this process and its user only; gone when the process ends. */
	folder: string;
	/**
	 * Runs helm and gives what it printed.
	 *
	 * @throws {HelmFailed} when helm says no, one sentence when it isn't there or takes too long, the signal's reason
	 */
	call(call: HelmCall): Promise<string>;
}

/** The helm on PATH. */
export function helmCli(): Helm {
	const folder = mkdtempSync(join(tmpdir(), "holdfast-helm-"));
	process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
	let fit: Promise<void> | undefined;

	async function call({
		args,
		stdin,
		usersConfiguration = false,
		limitSeconds,
		signal,
	}: HelmCall): Promise<string> {
		const limit = AbortSignal.timeout(limitSeconds * 1000);
		try {
			const { exitCode, endedBy, stdout, stderr } = await run(
				{
					argv: ["helm", ...args],
					dir: process.cwd(),
					environment: usersConfiguration
						? process.env
						: isolated(process.env, folder),
					stdin,
				},
				{
					signal: AbortSignal.any([signal, limit]),
					killAfterSeconds,
					onLine: () => {},
				},
			);
			if (exitCode === 0) return stdout;
			throw new HelmFailed(
				endedBy === null ? stderr : `Error: helm was ended by ${endedBy}`,
			);
		} catch (error) {
			signal.throwIfAborted();
			if (limit.aborted)
				throw new Error(
					`"helm ${args[0]}" was stopped, for it took longer than ${limitSeconds} s.`,
				);
			if ((error as NodeJS.ErrnoException).code === "ENOENT")
				throw new Error(
					'A Release needs helm, which is not on PATH: "npm run setup" builds it.',
				);
			throw error;
		}
	}

	/** @throws one sentence when this helm knows too little, or other things than we ask for */
	async function requireFit(): Promise<void> {
		const version = await call({
			args: ["version", "--template", "{{.Version}}"],
			limitSeconds: versionLimitSeconds,
			signal: new AbortController().signal,
		});
		const problem = helmProblem(version);
		if (problem) throw new Error(problem);
	}

	return {
		folder,
		async call(request) {
			fit ??= requireFit();
			await fit;
			return call(request);
		},
	};
}

/** The environment without what it says of helm and of a cluster, and with helm's folders inside `folder`. */
export function isolated(
	environment: Readonly<Record<string, string | undefined>>,
	folder: string,
): Record<string, string | undefined> {
	const rest = Object.entries(environment).filter(
		([name]) => !name.startsWith("HELM_") && name !== "KUBECONFIG",
	);
	return {
		...Object.fromEntries(rest),
		HELM_CACHE_HOME: join(folder, "cache"),
		HELM_CONFIG_HOME: join(folder, "config"),
		HELM_DATA_HOME: join(folder, "data"),
	};
}
