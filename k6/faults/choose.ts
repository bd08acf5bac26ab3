import { sleep } from "k6";
import http from "k6/http";
import type { Fault } from "../../schema/fault.ts";
import { chooseVictims, identities } from "../../schema/victims.ts";
import { fail, hostOf, listPods } from "../lab.ts";
import type { Lab } from "../labDescription.ts";
import {
	type Claim,
	chooseLeader,
	chooseVictimsAround,
	consensusPort,
	describeLed,
	describePlan,
	groupsLed,
	groupsOf,
	type Leader,
	metadataGroup,
	noLeaderBecause,
} from "../leaders.ts";
import type { PodStatus } from "../pods.ts";
import type { Hit, World } from "./procedure.ts";

/** How long a Raft group may be without a leader when one is to be a victim. */
const leaderWithinSeconds = 5;
const askEverySeconds = 0.2;

/** A fault that hits some of the replicas. */
type Aimed = Extract<Fault, { victims: number; target: unknown }>;

/** Whom such a fault will hit, for people. */
export function describeVictims(fault: Aimed, { replicas }: Lab, seed: number): string {
	return fault.target === "leader"
		? describePlan(fault.group ?? null, fault.victims)
		: chooseVictims(identities(replicas), fault.victims, seed).join(" and ");
}

/**
 * The replicas that the seed chooses, or, around a leader, whoever leads now and the others that
 * the seed chooses.
 */
export function choose(fault: Aimed, world: World): Hit {
	const { lab, seed } = world;
	const names = identities(lab.replicas);
	if (fault.target === "any") {
		return {
			pods: listPods(lab, { names: chooseVictims(names, fault.victims, seed) }),
		};
	}
	const { leader, claims, pods } = awaitLeader(world, fault.group ?? null);
	const victims = chooseVictimsAround(leader.pod, names, fault.victims, seed);
	return {
		pods: victims.flatMap((name) => pods.filter((pod) => pod.name === name)),
		describe: (pod) => `target the leader of ${leader.group}; ${describeLed(claims, pod)}`,
	};
}

/** Asks until there is a leader, at least once. */
export function awaitLeader(
	{ lab, seed, deadline }: Pick<World, "lab" | "seed" | "deadline">,
	group: string | null,
): { leader: Leader; claims: Claim[]; pods: PodStatus[] } {
	const end = Math.min(deadline, Date.now() + leaderWithinSeconds * 1000);
	for (;;) {
		const pods = listPods(lab);
		const claims = consensusMetrics(pods).map(({ pod, metrics }) => ({
			pod,
			leads: metrics === null ? null : groupsLed(metrics, pod),
		}));
		const leader = chooseLeader(claims, group, seed);
		if (leader) return { leader, claims, pods };
		// Nobody answers: no such mode, rather than an election.
		const silent = claims.every(({ leads }) => leads === null);
		if (silent || Date.now() >= end) fail(noLeaderBecause(claims, group));
		sleep(askEverySeconds);
	}
}

/**
 * Just so many members of the group that those left are no majority of it; `null`: a data group
 * that the seed chooses.
 */
export function chooseMajority(named: string | null, { lab, seed }: World): { group: string; pods: PodStatus[] } {
	const pods = listPods(lab);
	const members = new Map<string, string[]>();
	for (const { pod, metrics } of consensusMetrics(pods)) {
		for (const group of metrics === null ? [] : groupsOf(metrics, pod)) {
			members.set(group, [...(members.get(group) ?? []), pod]);
		}
	}
	const groups = [...members.keys()].filter((group) => (named === null ? group !== metadataGroup : group === named));
	const [group] = groups.length > 0 ? chooseVictims(groups, 1, seed + 1) : [];
	if (group === undefined) {
		return fail(
			`No replica's member belongs to ${named === null ? "a Raft group" : `the Raft group ${named}`}; the groups are ${[...members.keys()].join(", ") || "none"}.`,
		);
	}
	const all = members.get(group) as string[];
	const victims = chooseVictims(all, Math.ceil(all.length / 2), seed);
	return { group, pods: pods.filter(({ name }) => victims.includes(name)) };
}

/**
 * What every replica's consensus sidecar says of itself, asked at the same moment; null where it
 * doesn't answer.
 */
export function consensusMetrics(pods: readonly PodStatus[]): { pod: string; metrics: string | null }[] {
	const reachable = pods.filter(({ ip }) => ip !== null);
	const responses = http.batch(
		reachable.map(({ ip }) => ({
			method: "GET" as const,
			url: `http://${hostOf(ip as string)}:${consensusPort}/metrics`,
			params: { timeout: "1s", tags: { name: "consensus" } },
		})),
	);
	return pods.map(({ name }) => {
		const response = responses[reachable.findIndex((pod) => pod.name === name)];
		const answered = response?.status === 200;
		return { pod: name, metrics: answered ? String(response.body) : null };
	});
}
