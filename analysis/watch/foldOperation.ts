import type { OperationRecord } from "../../schema/operation.ts";
import { serviceSeconds } from "../operations/operations.ts";
import { type Asked, type Draft, intervalAt, type Life, type Progress, type Replica, replicaNumber } from "./state.ts";

/**
 * A replica does one thing after the other; a few more are kept for updates that clients ask for.
 */
const mostAsked = 16;

/**
 * After so long, in seconds, acknowledged updates are a successor's whatever process they are of: a
 * Pod's old processes are killed long before, and Kubernetes may tell an end later than the new
 * process began.
 */
const oldProcessSeconds = 10;

/** Takes one record into the draft. */
export function foldOperation(draft: Draft, record: OperationRecord): void {
	const number = replicaNumber(record.pod, draft.lab);
	if (number === null) return;
	const replica = draft.replicas[number] as Replica;
	draft.replicas[number] = record.type === "invoke" ? withAsked(replica, record) : withAnswer(draft, replica, record);
}

function withAsked(replica: Replica, record: OperationRecord): Replica {
	const { process, operation, time } = record;
	const asked = [...replica.asked, { process, operation, time }];
	return { ...replica, process, asked: asked.slice(-mostAsked) };
}

function withAnswer(draft: Draft, replica: Replica, record: OperationRecord): Replica {
	const { process, received, kind, index } = record;
	const isAnswered = (asked: Asked) => asked.process === process && asked.operation === record.operation;
	const invoke = replica.asked.find(isAnswered);
	const answered: Replica = {
		...replica,
		process,
		asked: replica.asked.filter((asked) => !isAnswered(asked)),
	};
	if (record.type !== "ok") return answered;
	const seconds = invoke ? serviceSeconds(invoke.time, record.time) : null;
	if (seconds !== null) {
		const latencies = kind === "persist" ? draft.persists : draft.loads;
		latencies.push({ received, seconds });
	}
	if (kind === "load") return { ...answered, index: index ?? answered.index };
	return {
		...answered,
		index,
		persistSeconds: seconds,
		updated: received,
		life: lifeWith(answered.life, record),
		progress: progressWith(answered.progress, record, draft),
	};
}

function lifeWith(life: Life, { process, received }: OperationRecord): Life {
	if (life.phase === "running") return life;
	const isSuccessor = process !== life.goneProcess || received > life.since + oldProcessSeconds;
	return isSuccessor ? { ...life, phase: "running", since: received } : life;
}

function progressWith(
	progress: Progress,
	{ intended }: OperationRecord,
	{ run, lab }: Pick<Draft, "run" | "lab">,
): Progress {
	if (run === null) return progress;
	const interval = intervalAt(run, lab.intervalSeconds, intended);
	const { last, missed } = progress;
	if (interval <= last) return progress;
	return { last: interval, missed: missed + interval - last - 1 };
}
