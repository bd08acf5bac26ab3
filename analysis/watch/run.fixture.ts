import type { LabEvent } from "../../schema/event.ts";
import type { OperationRecord } from "../../schema/operation.ts";
import { protocol } from "../../schema/protocol.ts";
import { correctHistory } from "../checker/exampleHistory.ts";
import { exampleRun, runStart } from "../collect/exampleLab.fixture.ts";
import { fold, type News } from "./fold.ts";
import { newState, type WatchedLab, type WatchState } from "./state.ts";

/**
 * A made-up run of 40 s, as the observer has it: pod-1 is deleted after 10 s and comes back after
 * 12, a second fault is planned and never comes. Every operation takes 5 ms.
 *
 * @param replicas at least 3
 */
export function madeUpRun(replicas = 3): News {
	const { operations, events } = exampleRun();
	const others = Array.from({ length: replicas - 3 }, (_, i) =>
		correctHistory(`pod-${i + 3}`, [{ persists: Array<"ok">(40).fill("ok") }], runStart),
	);
	return {
		operations: [...operations, ...others.flat()].sort((a, b) => a.received - b.received),
		events: events.map((event) =>
			event.event === "run-started"
				? {
						...event,
						detail:
							"seed 42; faults: after 10 s delete-pods hits pod-1; after 30 s squeeze-cpu hits the node's processors, by 8 busy loops,; run 1",
					}
				: event,
		),
	};
}

export function madeUpLab(replicas = 3): WatchedLab {
	return {
		stack: `central-${replicas}`,
		replicas,
		intervalSeconds: 1,
		recording: true,
		protocol: protocol.parse({ name: "quick", durationSeconds: 40 }),
	};
}

/** What is known so many seconds after the run's start, if it is asked for once. */
export function stateAfter(seconds: number, { run = madeUpRun(), lab = madeUpLab() } = {}): WatchState {
	return fold(newState(lab), newsBetween(run, 0, seconds));
}

/**
 * What reaches the observer from one moment until before another, in seconds after the run's start.
 */
export function newsBetween(run: News, from: number, to: number): News {
	const isIn = (time: number) => time >= runStart + from && time < runStart + to;
	return {
		events: run.events.filter(({ time }) => isIn(time)),
		operations: run.operations.filter(({ received }) => isIn(received)),
	};
}

/** The same run, begun at another time. */
export function startedAt(run: News, start: number): News {
	const shift = start - runStart;
	return {
		events: run.events.map(
			(event): LabEvent => ({
				...event,
				time: event.time + shift,
				...(event.process !== undefined && { process: event.process + shift }),
			}),
		),
		operations: run.operations.map(
			(record): OperationRecord => ({
				...record,
				process: record.process + shift,
				intended: record.intended + shift,
				time: record.time + shift,
				received: record.received + shift,
			}),
		),
	};
}
