import { chooseVictims, inNaturalOrder } from "../schema/victims.ts";

/** Where a replica's consensus sidecar says which Raft groups its member leads. */
export const consensusPort = 32201;

/** The Raft group that keeps the list of the others: it holds no replica's state. */
export const metadataGroup = "METADATA";

/**
 * What one replica says of itself: the Raft groups that its member leads, or null when it doesn't
 * answer.
 */
export type Claim = { pod: string; leads: string[] | null };

export type Leader = { pod: string; group: string };

/**
 * The Raft groups that `pod` leads, from its metrics in Prometheus's text format: those whose
 * `holdfast_cp_leads` is 1. Lines that name another Pod are not its own.
 */
export function groupsLed(metrics: string, pod: string): string[] {
	return inNaturalOrder([...ownGroups(metrics, pod)].flatMap(([group, leads]) => (leads ? group : [])));
}

/**
 * The Raft groups that the member of `pod` belongs to, leader or not; lines as in {@link
 * groupsLed}.
 */
export function groupsOf(metrics: string, pod: string): string[] {
	return inNaturalOrder([...ownGroups(metrics, pod).keys()]);
}

/** Group → whether the Pod leads it. */
function ownGroups(metrics: string, pod: string): Map<string, boolean> {
	const groups = new Map<string, boolean>();
	for (const line of metrics.split("\n")) {
		const [, labelText, value] = leadsLine.exec(line) ?? [];
		if (labelText === undefined) continue;
		const labels = labelsIn(labelText);
		const group = labels.get("group");
		if (!group || (labels.get("pod") ?? pod) !== pod) continue;
		groups.set(group, Number(value) === 1 || groups.get(group) === true);
	}
	return groups;
}

/**
 * The leader of the group that is named, or else of one that the seed chooses among the data groups
 * that have a leader. A group that two replicas say they lead is between two leaders, and has none.
 * Null: there is no such leader.
 */
export function chooseLeader(claims: readonly Claim[], named: string | null, seed: number): Leader | null {
	const leaders = new Map(
		[...claimants(claims)].filter(([, pods]) => pods.length === 1).map(([group, pods]) => [group, pods[0] as string]),
	);
	const groups = [...leaders.keys()].filter((group) => (named === null ? group !== metadataGroup : group === named));
	if (groups.length === 0) return null;
	// The next seed: with the same one, a single number would draw both the group and a victim.
	const [group] = chooseVictims(groups, 1, seed + 1) as [string];
	return { group, pod: leaders.get(group) as string };
}

/** The leader first, then the others, chosen by the seed among the other Pods. */
export function chooseVictimsAround(leader: string, names: readonly string[], count: number, seed: number): string[] {
	const others = names.filter((name) => name !== leader);
	return [leader, ...chooseVictims(others, count - 1, seed)];
}

/** Why `chooseLeader` found none: one sentence. */
export function noLeaderBecause(claims: readonly Claim[], named: string | null): string {
	const answers = claims.filter(({ leads }) => leads !== null).length;
	const led = claimants(claims);
	const found = inNaturalOrder([...led.keys()]).map((group) => `${group} (${led.get(group)?.join(" and ")})`);
	const reason =
		answers === 0
			? `none of ${claims.length} answers at port ${consensusPort}`
			: `${answers} of ${claims.length} answer, and the groups with a leader are ${found.join(", ") || "none"}`;
	const hint =
		named !== null && found.length > 0
			? `TARGET=leader:${named} needs a group with one leader`
			: "TARGET=leader needs the decentral mode";
	return `No replica says that it leads ${nameOf(named)}: ${reason}; ${hint}.`;
}

/** Of the victims that a fault will have, for people: who they are is known only when it comes. */
export function describePlan(named: string | null, count: number): string {
	const leader = `the leader of ${nameOf(named)}`;
	if (count === 1) return leader;
	return `${leader} and ${count - 1} other ${count === 2 ? "Pod" : "Pods"}`;
}

/** What `pod` led, for people. */
export function describeLed(claims: readonly Claim[], pod: string): string {
	const leads = claims.find((claim) => claim.pod === pod)?.leads ?? null;
	if (leads === null) return `what ${pod} led is unknown`;
	return `${pod} led ${leads.join(" ") || "no group"}`;
}

function nameOf(group: string | null): string {
	return group === null ? "a Raft group" : `the Raft group ${group}`;
}

/** Group → the Pods that say they lead it. */
function claimants(claims: readonly Claim[]): Map<string, string[]> {
	const pods = new Map<string, string[]>();
	for (const { pod, leads } of claims) {
		for (const group of leads ?? []) {
			pods.set(group, [...(pods.get(group) ?? []), pod]);
		}
	}
	return pods;
}

/**
 * Labels between braces, then the value; a time may follow. A quoted text may hold anything, braces
 * too.
 */
const leadsLine = /^\s*holdfast_cp_leads\s*\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\}\s*(\S+)/;
const label = /([a-zA-Z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"/g;

function labelsIn(text: string): Map<string, string> {
	const labels = new Map<string, string>();
	for (const [, name, quoted] of text.matchAll(label)) {
		labels.set(name as string, unescaped(quoted as string));
	}
	return labels;
}

function unescaped(quoted: string): string {
	return quoted.replace(/\\(.)/g, (_, character: string) => (character === "n" ? "\n" : character));
}
