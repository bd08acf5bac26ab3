/// <reference types="k6" />
import { scenario, vu } from "k6/execution";
import http, { type RefinedResponse, type ResponseType } from "k6/http";
import { Counter, Trend } from "k6/metrics";
import { type Answer, type Failure, failureOf, findingsIn, maybeMoved } from "./answers.ts";
import { addressOf, jsonOf, sha256, stateUrl } from "./lab.ts";
import type { Lab } from "./labDescription.ts";
import { answerWithinSeconds, type ClientKind, kindOfRecord, type LoadPlan, lastTurnsFrom } from "./loadScenarios.ts";
import { ReadRecorder } from "./readRecorder.ts";
import { reportFindings } from "./violations.ts";
import { parseReading, StateWatch } from "./watchState.ts";

/**
 * Of answers with a state, from the arrival on. The executor constant-arrival-rate begins an
 * iteration at the moment when it is due or, with every client waiting, drops it and counts it; it
 * makes none wait. So an iteration's begin is its intended arrival, but for k6's own lateness on a
 * busy machine, which k6 doesn't tell.
 */
const durations = {
	reads: new Trend("holdfast_read_duration_seconds"),
	advances: new Trend("holdfast_advance_duration_seconds"),
};
const answers = new Counter("holdfast_load_answers");
const failures = new Counter("holdfast_load_failures");

/**
 * The functions that the scenarios of `loadScenarios` execute; a script exports both under their
 * names. Every virtual user has its own.
 */
export function clients(lab: Lab, plan: LoadPlan): { [kind in ClientKind]: () => void } {
	let watch: StateWatch | null = null;
	let address: string | null = null;
	let recorder: ReadRecorder | null = null;

	/** One arrival at the scenario's replica. */
	function arrive(kind: ClientKind): void {
		const arrivedAt = Date.now();
		const pod = `pod-${__ENV.REPLICA}`;
		// A virtual user may serve another scenario once its own has ended.
		if (watch?.identity !== pod) {
			watch = new StateWatch(sha256, pod);
			address = null;
		}
		const chain = watch;
		recorder ??= new ReadRecorder(lab, `client-${vu.idInTest}`);

		const failure = ask();
		if (failure !== null) {
			failures.add(1, { pod, kind: kindOfRecord[kind], reason: failure });
			if (maybeMoved(failure)) address = null;
		}
		const elapsedSeconds = (Date.now() - scenario.startTime) / 1000;
		if (elapsedSeconds >= lastTurnsFrom(plan, kind)) recorder.flush();

		function ask(): Failure | null {
			address ??= addressOf(lab, pod);
			if (address === null) return "no-address";
			const startedAt = Date.now();
			const response = request(kind, address);
			const endedAt = Date.now();
			if (response === null) return "unanswered";
			if (response.status !== 200) {
				return failureOf(response.status, kindOfRecord[kind]);
			}
			const answer = parseReading(jsonOf(response));
			if (answer?.pod !== pod) return "strange";
			judge(answer, startedAt, endedAt);
			if (answer.index === null) return "no-state";
			answers.add(1, { kind: kindOfRecord[kind] });
			durations[kind].add((startedAt - arrivedAt) / 1000 + secondsOf(response), { pod });
			return null;
		}

		function judge(answer: Answer, startedAt: number, endedAt: number): void {
			const asked = kindOfRecord[kind];
			recorder?.add(asked, answer, startedAt, endedAt);
			reportFindings(findingsIn(answer, asked, chain), pod);
		}
	}

	return {
		reads: () => arrive("reads"),
		advances: () => arrive("advances"),
	};
}

/** Null when there is no answer. */
function request(kind: ClientKind, address: string): RefinedResponse<ResponseType> | null {
	const params = {
		headers: { Accept: "application/json" },
		timeout: `${answerWithinSeconds[kind]}s`,
		tags: { name: kind },
		// Otherwise k6 writes a line for each request to a replica that is gone; failures are counted
		// here.
		throw: true,
	};
	const url = stateUrl(address);
	try {
		return kind === "reads" ? http.get(`${url}/`, params) : http.post(`${url}/advance`, null, params);
	} catch {
		return null;
	}
}

/**
 * From the request's begin to its answer's end, which `Date.now` would only show in whole
 * milliseconds.
 */
function secondsOf({ timings }: RefinedResponse<ResponseType>): number {
	const { blocked, connecting, tls_handshaking, duration } = timings;
	return (blocked + connecting + tls_handshaking + duration) / 1000;
}
