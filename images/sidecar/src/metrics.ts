import { metricsRegistry } from "../../metrics.ts";
import type { StateAnswer, States } from "./states.ts";

/** What a member says of one of its Raft groups. */
export interface GroupView {
	group: string;
	term: number;
	/** Id of the leader; null while none is known. */
	leader: string | null;
	/** Whether the member that said this leads. */
	leads: boolean;
}

export type HealAction = "remove" | "promote" | "reset" | "restart";

export type Metrics = ReturnType<typeof createMetrics>;

/** The consensus replica's metrics, labelled with its identity and mode. */
export function createMetrics(labels: { pod: string; mode: string }) {
	const { registry, counter, gauge, histogram } = metricsRegistry(labels);
	const cpMembers = gauge("holdfast_cp_members", "Members of the CP Subsystem, as the own member sees them");
	const liveMembers = gauge(
		"holdfast_cp_live_members",
		"Members of the cluster that are alive, as the own member sees them",
	);
	const seats = gauge(
		"holdfast_cp_seats",
		"Members that the groups of the own ones are to have; absent or 0: one for each replica",
	);
	const groups = gauge("holdfast_cp_groups", "Raft groups, METADATA included");
	const leads = gauge("holdfast_cp_leads", "1 while the own member leads the Raft group", ["group"]);
	const lost = gauge("holdfast_cp_majority_lost", "1 while a majority of the group's members isn't alive", ["group"]);
	const leaderChanges = counter(
		"holdfast_cp_leader_changes_total",
		"Times that a Raft group of the own member got another leader",
		["group"],
	);
	const actions = counter(
		"holdfast_heal_actions_total",
		"What was done to give a member its seat in the CP Subsystem back",
		["action", "outcome"],
	);
	const actionSeconds = histogram("holdfast_heal_action_duration_seconds", "Duration of one such action", ["action"]);
	const healed = gauge(
		"holdfast_healed_duration_seconds",
		"From the start of the consensus replica, or the member's last one, until its member had its seat again",
	);
	const calls = histogram(
		"holdfast_consensus_call_duration_seconds",
		"Time to answer a call for a state, by call and outcome",
		["call", "outcome"],
	);
	let lastCpMembers: number | null = null;
	const leaders = new Map<string, string>();

	async function timed(call: "read" | "write", answer: Promise<StateAnswer>): Promise<StateAnswer> {
		const begun = performance.now();
		const found = await answer;
		calls.observe({ call, outcome: found.kind }, (performance.now() - begun) / 1000);
		return found;
	}

	return {
		registry,
		cpMembers(count: number) {
			lastCpMembers = count;
			cpMembers.set(count);
		},
		/** The last such count; null before the first. */
		lastCpMembers: () => lastCpMembers,
		liveMembers: (count: number) => liveMembers.set(count),
		/** How many there are to be, where that isn't one for each replica. */
		seats: (count: number) => seats.set(count),
		groups: (count: number) => groups.set(count),
		majorityLost: (group: string, isLost: boolean) => lost.set({ group }, isLost ? 1 : 0),
		/** What the own member says of a group that it belongs to. */
		groupView({ group, leader, leads: itLeads }: GroupView) {
			leads.set({ group }, itLeads ? 1 : 0);
			if (leader === null || leaders.get(group) === leader) return;
			if (leaders.has(group)) leaderChanges.inc({ group });
			leaders.set(group, leader);
		},
		/** The own member is gone: it leads nothing. */
		memberGone: () => leads.reset(),
		acted(action: HealAction, outcome: "ok" | "fail", seconds: number): void {
			actions.inc({ action, outcome });
			actionSeconds.observe({ action }, seconds);
		},
		healed: (seconds: number) => healed.set(seconds),
		/** The same states, with each call's latency measured. */
		measured: (states: States): States => ({
			read: (identifier) => timed("read", states.read(identifier)),
			write: (write) => timed("write", states.write(write)),
		}),
	};
}
