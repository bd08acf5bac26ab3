/// <reference types="k6" />
import type { Options } from "k6/options";
import type { Protocol } from "../schema/protocol.ts";
import { clients } from "./clients.ts";
import { fail, notWhole, openLab, orSentence } from "./lab.ts";
import { loadScenarios } from "./loadScenarios.ts";
import { loadSettings } from "./loadSettings.ts";

/**
 * Clients of the lab that is up: readers of every replica's state, and writers that ask for updates
 * out of turn. Each answer is checked against the replica's chain and recorded by the observer.
 *
 *     k6 run k6/load.ts                      the load of the lab's own protocol, if it has one
 *     k6 run -e CLIENTS=4 -e READS=10 -e ADVANCES=2 -e DURATION=30s k6/load.ts
 *
 * CLIENTS of each state; READS and ADVANCES per state and second. SSL_CERT_FILE as for chaos.ts. k6
 * exits with 99 when a threshold is crossed.
 */
const { lab, description } = openLab();
// Written by our own program, which checked it.
const planned = description.has("protocol.load") ? (description.object("protocol.load") as Protocol["load"]) : null;
const plan = {
	replicas: lab.replicas,
	...orSentence(() => loadSettings(planned, __ENV)),
};

export const { reads, advances } = clients(lab, plan);

export const options: Options = {
	scenarios: loadScenarios(plan),
	thresholds: {
		holdfast_chain_violations: ["count==0"],
		holdfast_backwards: ["count==0"],
		// A run that was answered nothing has shown nothing.
		holdfast_load_answers: ["count>0"],
	},
	summaryTrendStats: ["min", "med", "p(95)", "p(99)", "max", "count"],
};

export function setup(): void {
	const reason = notWhole(lab);
	if (reason !== null) {
		fail(`The lab is not whole: ${reason}. Wait until it is.`);
	}
}
