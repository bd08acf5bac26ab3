import { setTimeout as pause } from "node:timers/promises";
import { field } from "../../provider/values.ts";
import { type Api, ApiError } from "../api.ts";
import { holdsOf } from "./holds.ts";
import { describeTrouble, podTrouble, type Trouble } from "./podTrouble.ts";
import { itemsOf } from "./readiness.ts";
import { companionsOf, podsOf, readiness } from "./rules.ts";

const POLL_MILLISECONDS = 200;
const TROUBLE_POLL_MILLISECONDS = 2000;
/** What looks hopeless must look so for this long: an image or a Secret may still be on its way. */
const HOPELESS_AFTER_SECONDS = 15;

export interface WaitOptions {
	timeoutSeconds: number;
	signal: AbortSignal;
	status(line: string): void;
}

/** The object didn't become what was waited for; `live` is how it was last seen. */
export class WaitFailed extends Error {
	override name = "WaitFailed";
	live: unknown;

	constructor(message: string, live: unknown) {
		super(message);
		this.live = live;
	}
}

/**
 * Waits until an object is ready, and gives it as it then is.
 *
 * @throws {WaitFailed} when it can't become ready, or isn't within the time
 */
export async function waitUntilReady(
	api: Api,
	path: string,
	start: unknown,
	{ timeoutSeconds, signal, status }: WaitOptions,
): Promise<unknown> {
	const name = `${field(start, "kind")} ${field(start, "metadata", "name")}`;
	const uid = field(start, "metadata", "uid");
	const deadline = performance.now() + timeoutSeconds * 1000;
	let live = start;
	let shown = "";
	let note = "";
	let nextLook = performance.now() + TROUBLE_POLL_MILLISECONDS;
	const hopelessSince = new Map<string, number>();

	const fail = (message: string, troubles: Trouble[]) =>
		new WaitFailed(
			[
				`${name} is not ready: ${message}.`,
				...troubles.map(describeTrouble),
			].join("\n"),
			live,
		);

	for (;;) {
		const companions = await companionObjects(api, live, signal);
		const { done, failed, message } = readiness(live, companions);
		if (done) return live;
		if (failed) throw fail(message, await troublesOf(api, live, signal));
		const now = performance.now();
		if (now > deadline)
			throw fail(
				`${message}, after ${timeoutSeconds} s`,
				await troublesOf(api, live, signal),
			);
		if (now > nextLook) {
			nextLook = now + TROUBLE_POLL_MILLISECONDS;
			const troubles = await troublesOf(api, live, signal);
			const hopeless = troubles.filter((trouble) => trouble.hopeless);
			for (const subject of hopelessSince.keys())
				if (!hopeless.some((trouble) => trouble.subject === subject))
					hopelessSince.delete(subject);
			for (const { subject } of hopeless) {
				const since = hopelessSince.get(subject) ?? now;
				hopelessSince.set(subject, since);
				if (now - since >= HOPELESS_AFTER_SECONDS * 1000)
					throw fail(message, hopeless);
			}
			const first = troubles.find(({ reason }) => reason !== "Pending");
			note = first ? `; ${describeTrouble(first)}` : "";
		}
		if (message + note !== shown) status(message + note);
		shown = message + note;
		await pause(POLL_MILLISECONDS, undefined, { signal });
		try {
			live = await api.send({ method: "GET", path, signal });
		} catch (error) {
			if (error instanceof ApiError && error.status === 404)
				throw new WaitFailed(
					`${name} was deleted by somebody else while waiting for it.`,
					live,
				);
			throw error;
		}
		if (field(live, "metadata", "uid") !== uid)
			throw new WaitFailed(
				`${name} was replaced by somebody else while waiting for it.`,
				live,
			);
	}
}

/** Why an object isn't ready right now, or undefined when it is: the sentence that waiting for it would end with. */
export async function whyNotReady(
	api: Api,
	live: unknown,
	signal: AbortSignal,
): Promise<string | undefined> {
	const companions = await companionObjects(api, live, signal);
	const { done, message } = readiness(live, companions);
	if (done) return undefined;
	const name = `${field(live, "kind")} ${field(live, "metadata", "name")}`;
	const troubles = await troublesOf(api, live, signal);
	return [
		`${name} is not ready: ${message}.`,
		...troubles.map(describeTrouble),
	].join("\n");
}

async function companionObjects(
	api: Api,
	object: unknown,
	signal: AbortSignal,
): Promise<unknown[]> {
	const path = companionsOf(object);
	if (path === undefined) return [];
	try {
		const answer = await api.send({ method: "GET", path, signal });
		return field(answer, "items") === undefined ? [answer] : itemsOf(answer);
	} catch (error) {
		if (error instanceof ApiError && error.status === 404) return [];
		throw error;
	}
}

/** What keeps the object's Pods from being ready, or from being there at all. Best effort: it explains, it doesn't decide alone. */
export async function troublesOf(
	api: Api,
	object: unknown,
	signal: AbortSignal,
): Promise<Trouble[]> {
	const get = (path: string) => api.send({ method: "GET", path, signal });
	try {
		if (field(object, "kind") === "Pod") return compact([podTrouble(object)]);
		const path = podsOf(object, { latestRevision: true });
		if (path === undefined) return [];
		const pods = itemsOf(await get(path));
		if (pods.length > 0) return compact(pods.map(podTrouble));
		const events = itemsOf(
			await get(
				`/api/v1/namespaces/${field(object, "metadata", "namespace")}/events?fieldSelector=${encodeURIComponent(`involvedObject.uid=${field(object, "metadata", "uid")},type=Warning`)}`,
			),
		);
		const last = events
			.filter((event) => event.reason === "FailedCreate")
			.at(-1);
		return last
			? [
					{
						subject: `${field(object, "kind")} ${field(object, "metadata", "name")}`,
						reason: "FailedCreate",
						message: String(last.message),
						hopeless: true,
					},
				]
			: [];
	} catch {
		signal.throwIfAborted();
		return [];
	}
}

function compact<T>(values: (T | undefined)[]): T[] {
	return values.filter((value) => value !== undefined);
}

/**
 * Waits until an object is gone, and with it the Pods it had made.
 *
 * @throws {WaitFailed} when it isn't within the time
 */
export async function waitUntilGone(
	api: Api,
	path: string,
	last: unknown,
	{ timeoutSeconds, signal, status }: WaitOptions,
	options: { pods: boolean },
): Promise<void> {
	const name = `${field(last, "kind")} ${field(last, "metadata", "name")}`;
	const uid = field(last, "metadata", "uid");
	const deadline = performance.now() + timeoutSeconds * 1000;
	const pods = options.pods
		? podsOf(last, { latestRevision: false })
		: undefined;
	let live: unknown = last;
	let remaining = "";
	let shown = "";
	for (;;) {
		if (live !== undefined) {
			live = await api.send({ method: "GET", path, signal }).catch((error) => {
				if (error instanceof ApiError && error.status === 404) return undefined;
				throw error;
			});
			if (uid !== undefined && field(live, "metadata", "uid") !== uid)
				live = undefined;
			remaining = ["it is still there", ...holdsOf(live)].join(", ");
		}
		if (live === undefined) {
			if (pods === undefined) return;
			const left = itemsOf(
				await api.send({ method: "GET", path: pods, signal }),
			);
			if (left.length === 0) return;
			remaining = `${left.length} of its Pods are still there (${left
				.slice(0, 5)
				.map((pod) => field(pod, "metadata", "name"))
				.join(", ")}${left.length > 5 ? ", …" : ""})`;
		}
		if (performance.now() > deadline)
			throw new WaitFailed(
				`${name} is not gone after ${timeoutSeconds} s: ${remaining}.`,
				live,
			);
		if (remaining !== shown) status(`waiting until it is gone: ${remaining}`);
		shown = remaining;
		await pause(POLL_MILLISECONDS / 2, undefined, { signal });
	}
}
