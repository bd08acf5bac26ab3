import type { LabEvent } from "../../schema/event.ts";
import { applicationContainer } from "../containers.ts";
import { plannedDuration, plannedFaults } from "./plan.ts";
import { type Draft, type Life, type Replica, replicaNumber } from "./state.ts";

/** Takes one event into the draft. */
export function foldEvent(draft: Draft, event: LabEvent): void {
	if (event.source === "chaos") foldChaos(draft, event);
	if (event.source !== "kubernetes") return;
	const number = replicaNumber(event.pod, draft.lab);
	if (number === null) return;
	const replica = draft.replicas[number] as Replica;
	const life = lifeAfter(replica, event);
	draft.replicas[number] = { ...replica, life };
}

function foldChaos(draft: Draft, event: LabEvent): void {
	if (event.event === "run-started") {
		begin(draft, event);
	} else if (draft.run?.ended === null) {
		draft.run = {
			...draft.run,
			chaos: [...draft.run.chaos, event],
			ended: event.event === "run-ended" ? event.time : null,
		};
	}
}

function begin(draft: Draft, { time, detail }: LabEvent): void {
	const { lab, knownSince } = draft;
	draft.run = {
		started: time,
		ended: null,
		durationSeconds: plannedDuration(detail, lab.protocol),
		plan: plannedFaults(detail, lab.protocol),
		chaos: [],
	};
	// Of what isn't known, nothing is said to be missed.
	const unknownSeconds = Math.max(0, (knownSince ?? time) - time);
	const last = Math.ceil(unknownSeconds / lab.intervalSeconds) - 1;
	draft.replicas = draft.replicas.map((replica) => ({ ...replica, progress: { last, missed: 0 } }));
}

function lifeAfter({ life, process }: Replica, event: LabEvent): Life {
	const { time: since, uid = null, container } = event;
	const ofApplication = container === applicationContainer;
	// A predecessor's end may be told after its successor's start.
	const ofThisPod = life.uid === null || uid === null || life.uid === uid;
	switch (event.event) {
		case "created":
			return { ...life, phase: "starting", since, uid };
		case "started":
			return ofApplication ? { ...life, phase: "starting", since, uid } : life;
		case "terminated":
			if (!ofApplication) return life;
			break;
		case "deleting":
		case "deleted":
			break;
		default:
			return life;
	}
	return ofThisPod && life.phase !== "gone" ? { phase: "gone", since, uid, goneProcess: process } : life;
}
