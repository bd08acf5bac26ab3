/// <reference types="k6" />
import { sha256 as k6Sha256 } from "k6/crypto";
import { test } from "k6/execution";
import http, { type RefinedResponse, type ResponseType } from "k6/http";
import { type Description, defaultLabFile, type Lab, labOf, parseDescription } from "./labDescription.ts";
import { notWholeBecause, type PodStatus, parsePod, parsePodList } from "./pods.ts";
import { allReplicas, replicasOf, standbys } from "./selectors.ts";
import { parseReading } from "./watchState.ts";

const labFile = __ENV.HOLDFAST_LAB || defaultLabFile;

/**
 * The laboratory that is up, and all that its description says. Only in a script's first lines, as
 * k6 opens files. In a Pod, HOLDFAST_TOKEN names the file with the token of the Pod's own
 * ServiceAccount, and HOLDFAST_OBSERVER_TOKEN is what it shows the observer.
 *
 * @throws a sentence, not an Error, of which k6 would show the stack too
 */
export function openLab(): { lab: Lab; description: Description } {
	return orSentence(() => {
		const description = parseDescription(textOf(labFile), labFile);
		const tokenFile = __ENV.HOLDFAST_TOKEN;
		const own = tokenFile
			? {
					token: open(tokenFile).trim(),
					observerToken: __ENV.HOLDFAST_OBSERVER_TOKEN ?? null,
				}
			: null;
		return { lab: labOf(description, own), description };
	});
}

/** Does `work`; what it throws becomes a sentence for k6. */
export function orSentence<T>(work: () => T): T {
	try {
		return work();
	} catch (error) {
		throw (error as Error).message;
	}
}

function textOf(file: string): string {
	try {
		return open(file);
	} catch {
		throw new Error(
			`No lab is up: ${file} can't be read. Bring one up (pulumi up -s central-5), or set HOLDFAST_LAB to its description.`,
		);
	}
}

/** Ends the whole test. */
export function fail(sentence: string): never {
	test.abort(sentence);
	throw new Error(sentence);
}

export function sha256(text: string): string {
	return k6Sha256(text, "base64") as string;
}

/** Base URL of a replica's application. */
export function stateUrl(ip: string): string {
	return `http://${hostOf(ip)}:32000`;
}

/** What is sent to the observer with JSON. */
export function observerHeaders({ observerToken }: Pick<Lab, "observerToken">): Record<string, string> {
	return {
		"Content-Type": "application/json",
		...(observerToken !== null && { Authorization: `Bearer ${observerToken}` }),
	};
}

export function hostOf(ip: string): string {
	return ip.includes(":") ? `[${ip}]` : ip;
}

/** A replica's state, or null when it doesn't answer, or something else answers at its address. */
export function readState(ip: string, pod: string): ReturnType<typeof parseReading> {
	const response = http.get(`${stateUrl(ip)}/`, {
		headers: { Accept: "application/json" },
		timeout: "1s",
		tags: { name: "state" },
	});
	if (response.status !== 200) return null;
	const reading = parseReading(jsonOf(response));
	return reading?.pod === pod ? reading : null;
}

/** Where a replica that is Ready answers; null while it isn't, or the API doesn't say. */
export function addressOf(lab: Lab, pod: string): string | null {
	if (lab.system.standbys) {
		const answer = tryListPods(lab, { names: [pod] });
		const active = "pods" in answer ? answer.pods[0] : undefined;
		return active?.ready ? active.ip : null;
	}
	const response = http.get(`${podsUrl(lab)}/${pod}`, apiParams(lab));
	if (response.status !== 200) return null;
	const { ready, ip } = parsePod(jsonOf(response));
	return ready ? ip : null;
}

/** Why not every identity has a Pod that stands by; null when they do, or none shall. */
export function withoutStandby(lab: Lab): string | null {
	if (!lab.system.standbys) return null;
	const answer = tryListPods(lab, { selector: standbys });
	const pods = "pods" in answer ? answer.pods : [];
	const ready = pods.filter(({ ready }) => ready).length;
	return ready >= lab.replicas ? null : `only ${ready} of ${lab.replicas} replicas have a Pod that stands by`;
}

/** Of all the replicas, those that stand by included. */
export function listAllPods(lab: Lab): PodStatus[] {
	return listPods(lab, { selector: allReplicas });
}

/**
 * The replicas' Pods (of those that have two, the active ones), or those that `selector` selects,
 * or only those named; null when the API doesn't answer. `resourceVersion=0` lets it answer from
 * memory.
 */
export function tryListPods(
	lab: Lab,
	which: { selector?: string; names?: readonly string[] } = {},
): { pods: PodStatus[] } | { reason: string } {
	const selector = which.selector ?? replicasOf(lab, which.names);
	const response = http.get(
		`${podsUrl(lab)}?resourceVersion=0&labelSelector=${encodeURIComponent(selector)}`,
		apiParams(lab),
	);
	if (response.status === 200) return { pods: parsePodList(jsonOf(response)) };
	return { reason: reasonOf(response) };
}

/** As {@link tryListPods}; ends the test when the API doesn't answer. */
export function listPods(lab: Lab, which?: Parameters<typeof tryListPods>[1]): PodStatus[] {
	const answer = tryListPods(lab, which);
	if ("pods" in answer) return answer.pods;
	return fail(`The Kubernetes API at ${lab.server} doesn't list the Pods: ${answer.reason}.`);
}

/** Why the laboratory can't be used yet; null once every replica is Ready. */
export function notWhole(lab: Lab): string | null {
	return notWholeBecause(listPods(lab), lab.replicas) ?? withoutStandby(lab);
}

/**
 * Deletes Pods, all at the same moment.
 *
 * @param gracePeriodSeconds undefined: each Pod's own
 */
export function deletePods(
	lab: Lab,
	pods: readonly Pick<PodStatus, "name" | "podName" | "uid">[],
	gracePeriodSeconds: number | undefined,
): void {
	const responses = http.batch(
		pods.map(({ name, podName, uid }) => ({
			method: "DELETE" as const,
			url: `${podsUrl(lab)}/${podName ?? name}`,
			body: JSON.stringify({
				apiVersion: "v1",
				kind: "DeleteOptions",
				gracePeriodSeconds,
				preconditions: { uid },
			}),
			params: apiParams(lab),
		})),
	);
	for (const response of responses) {
		if (response.status === 200 || response.status === 202) continue;
		fail(`The Kubernetes API refuses a deletion: ${reasonOf(response)}.`);
	}
}

export function podsUrl({ server, namespace }: Lab): string {
	return `${server}/api/v1/namespaces/${namespace}/pods`;
}

/** @param name what the requests are counted as */
export function apiParams({ token }: Lab, name = "pods") {
	return {
		headers: {
			Authorization: `Bearer ${token}`,
			Accept: "application/json",
			"Content-Type": "application/json",
		},
		timeout: "5s",
		tags: { name },
		// A Pod that isn't there yet is no failed request.
		responseCallback: http.expectedStatuses({ min: 200, max: 299 }, 404),
	};
}

export function jsonOf(response: RefinedResponse<ResponseType>): unknown {
	try {
		return response.json();
	} catch {
		return null;
	}
}

/** Why a request wasn't answered as it should have been. */
export function reasonOf(response: RefinedResponse<ResponseType>): string {
	if (/x509|certificate/.test(response.error)) {
		return `${response.error} (set SSL_CERT_FILE to the cluster's certificate authority, for example /run/holdfast/ca.crt)`;
	}
	if (response.status === 0) return response.error;
	const message = (jsonOf(response) as { message?: unknown } | null)?.message;
	return `${response.status} ${message ?? response.status_text}`;
}
