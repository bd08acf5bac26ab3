/**
 * Writes the description of the laboratory that is up, with the tokens of the chaos scenario, which
 * never get into the stack's state in clear: the one for the Kubernetes API is made here and now,
 * the fault agent's is read, and those that the observer wants to be shown come by the environment.
 *
 *     node describe.ts < description
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { text } from "node:stream/consumers";
import { labFile } from "../../schema/labDescription.ts";
import { goBinary } from "../../toolchain/goTools.ts";
import { run } from "../../toolchain/run.ts";
import { prometheusIn, storeIn, withAnswers } from "./answers.ts";
import { type LabDescription, tokenVariables } from "./lab.ts";

const tokenHours = 24;
const reachSeconds = 10;

try {
	const description = JSON.parse(await text(process.stdin)) as LabDescription;
	const { context } = description.kubernetes;
	const chaosToken = await run(
		[
			...[goBinary("hyperkube"), "kubectl", "create", "token"],
			description.chaosAccount,
			...["--namespace", description.namespace],
			...["--duration", `${tokenHours}h`],
			...(context === undefined ? [] : ["--context", context]),
		],
		{
			environment: { KUBECONFIG: description.kubernetes.kubeconfig },
			limitSeconds: 30,
		},
	);
	await refuseUnreachable(description);
	const { faultAgent } = description.kubernetes;
	const described = withAnswers(description, {
		store: description.storeUrl === null ? null : storeIn(await answerOf(description.storeUrl)),
		prometheus: prometheusIn(await answerOf(`${description.prometheus}/api/v1/status/buildinfo`)),
	});
	const lab = {
		...described,
		kubernetes: { ...description.kubernetes, chaosToken: chaosToken.trim() },
		observerTokens: {
			scenario: process.env[tokenVariables.scenario],
			clients: process.env[tokenVariables.clients],
		},
		agent: faultAgent && JSON.parse(readFileSync(faultAgent, "utf8")),
	};
	const file = labFile();
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(`${file}.new`, JSON.stringify(lab, null, "\t"), {
		mode: 0o600,
	});
	renameSync(`${file}.new`, file);
} catch (error) {
	console.error((error as Error).message);
	process.exit(1);
}

/**
 * The JSON that is answered to a GET; null when nothing is, which is told: what it would have said
 * is then as it was asked for.
 */
async function answerOf(url: string): Promise<unknown> {
	try {
		const response = await fetch(url, {
			signal: AbortSignal.timeout(reachSeconds * 1000),
		});
		return await response.json();
	} catch (error) {
		console.error(`${url} doesn't say which version it is: ${(error as Error).message}.`);
		return null;
	}
}

/**
 * Pods and Services are asked at their own addresses. The native node brings the way to them along;
 * elsewhere it may be missing.
 *
 * @throws Error with one sentence
 */
async function refuseUnreachable({ platform, observer }: LabDescription): Promise<void> {
	if (platform === "native") return;
	try {
		await fetch(new URL("/readyz", observer), {
			signal: AbortSignal.timeout(reachSeconds * 1000),
		});
	} catch {
		throw new Error(
			`The observer at ${observer} can't be reached from this machine: the cluster's Pods and Services must be reachable at their own addresses (docs/platforms.md says how on the platform "${platform}").`,
		);
	}
}
