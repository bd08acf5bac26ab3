import { metadataGroup } from "../../../../schema/raftGroups.ts";
import { MajorityWatch, silenceSeconds } from "../majorityWatch.ts";
import { isToBeReset, timed } from "../reconciler.ts";
import { Stopwatch } from "../stopwatch.ts";
import { type Group, lostMajorities } from "./majority.ts";
import type { LiveMember } from "./memberClient.ts";
import type { MemberEffects } from "./memberReconciler.ts";

/** The Raft groups that a member depends on, and what becomes of those without a majority. */
export class GroupWatch {
	readonly #effects: MemberEffects;
	/** A group that was given up is looked at again before it counts as lost. */
	readonly #onGivenUp: () => void;
	readonly #majorities: MajorityWatch;
	readonly #sinceAnswer: Stopwatch;
	#groups: Group[] = [];

	constructor(effects: MemberEffects, onGivenUp: () => void) {
		this.#effects = effects;
		this.#onGivenUp = onGivenUp;
		this.#majorities = new MajorityWatch(effects);
		this.#sinceAnswer = new Stopwatch(effects.clock).restart();
	}

	get allHaveMajorities(): boolean {
		return this.#majorities.lost.length === 0;
	}

	/** The own group has just answered. */
	answered(): void {
		this.#sinceAnswer.restart();
	}

	/** Who the groups' members are; as last known, where METADATA can't say any more. */
	async look(live: readonly LiveMember[]): Promise<void> {
		const { layout, management, metrics } = this.#effects;
		const names = await management.groupNames();
		metrics.groups(names.length);
		const found: Group[] = [];
		// Each replica watches what it depends on; the oldest, which would have to give a group up,
		// watches all.
		for (const name of this.#isOldest(live) ? names : [metadataGroup, layout.ownGroup]) {
			const members = await management.groupMembers(name);
			if (members) found.push({ name, members });
		}
		this.#groups = found;
	}

	/** @param isCertain whether peers were heard */
	async watchMajorities(live: readonly LiveMember[], isCertain: boolean): Promise<void> {
		const { layout, onLostMajorities } = this.#effects;
		const addresses = live.map(({ address }) => address);
		const lost = new Set(lostMajorities(this.#groups, addresses));
		const formed = this.#groups.length > 0;
		if (formed && this.#sinceAnswer.seconds > silenceSeconds) lost.add(layout.ownGroup);
		const watched = this.#groups.map(({ name }) => name);
		this.#majorities.update({ watched, lost, isCertain, isThere: (group) => watched.includes(group) });
		onLostMajorities([...lost]);
		if (isCertain) await this.#giveUp(live);
	}

	/**
	 * The policy `reset`, as the study has it: without its majority a group's data is lost, and it
	 * begins anew. The oldest member sees to it, alone: a group given up twice would lose what was
	 * written in between.
	 */
	async #giveUp(live: readonly LiveMember[]): Promise<void> {
		const { management, settings } = this.#effects;
		if (!this.#isOldest(live)) return;
		const { lost } = this.#majorities;
		const due = lost.filter((group) => isToBeReset(settings, this.#majorities.lostSeconds(group)));
		if (due.includes(metadataGroup)) {
			// Without METADATA no single group can be given up: all begin anew, once all members are
			// there.
			if (live.length < settings.replicas) return;
			await timed(this.#effects, "reset", () => management.reset());
			for (const group of lost) this.#gaveUp(group);
		} else if (!lost.includes(metadataGroup)) {
			for (const group of due) {
				await timed(this.#effects, "reset", () => management.destroyGroup(group));
				this.#gaveUp(group);
			}
		}
	}

	#gaveUp(group: string): void {
		this.#majorities.gaveUp(group);
		this.#groups = this.#groups.filter(({ name }) => name !== group);
		if (group === this.#effects.layout.ownGroup) this.answered();
		this.#onGivenUp();
	}

	#isOldest(live: readonly LiveMember[]): boolean {
		return isOldest(live, this.#effects.settings.podAddress);
	}
}

/** Only the oldest member, the cluster's master, can reset the CP Subsystem. */
export function isOldest(live: readonly LiveMember[], address: string): boolean {
	return live[0]?.address === address;
}
