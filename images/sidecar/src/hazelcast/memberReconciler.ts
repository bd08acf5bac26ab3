import { type ReconcilerEffects, type ResetPolicy, reconcile, timed } from "../reconciler.ts";
import type { StateAnswer, States } from "../states.ts";
import { Stopwatch } from "../stopwatch.ts";
import { within } from "../within.ts";
import { CpSeat } from "./cpSeat.ts";
import type { PeerView } from "./formation.ts";
import { GroupWatch, isOldest } from "./groupWatch.ts";
import type { Layout } from "./layout.ts";
import type { Management } from "./management.ts";
import type { LiveMember, MemberConnection } from "./memberClient.ts";
import { memberStates } from "./memberStates.ts";
import type { Settings } from "./settings.ts";
import { SplitWatch } from "./splitWatch.ts";

/** What looking after a member of Hazelcast needs of the world. */
export interface MemberEffects extends ReconcilerEffects {
	settings: Pick<Settings, "pod" | "ordinal" | "podAddress" | "replicas"> & ResetPolicy;
	layout: Layout;
	connection: MemberConnection;
	management: Management;
	/** Reads the layout's `ownState` by way of some peer; null when none is known to serve. */
	readElsewhere: () => Promise<StateAnswer> | null;
	/** Asks some other replica what it sees. */
	askAnyPeer: () => Promise<PeerView>;
	/** The own member serves, and its group did or didn't answer when it was asked last. */
	onServing: (states: States, answers: boolean) => void;
	/** Whether the own member serves and has its seat. */
	onSettled: (settled: boolean) => void;
	/** Groups without a majority, as of now. */
	onLostMajorities: (groups: readonly string[]) => void;
	/** Why something didn't succeed that will be tried again. */
	onTrouble: (reason: string) => void;
	/** The member is beside its cluster: only a new start helps. */
	onSplitOff: () => void;
	/** Since when this replica has been on its way back, seconds of the clock. */
	since: number;
}

/** Hazelcast changes one membership after another, and a refusal costs all its members. */
const pauseSeconds = { busy: 0.2, troubled: 1, calm: 2 };
/** Everything is looked at again after so long, even if nothing seems to have changed. */
const lookAgainSeconds = 10;
/** Calls that make the member's code and ours fast before the application's first one. */
const warmUpCalls = 25;
/** A cluster whose members are all there forms within seconds; after that, it never will. */
const formationPatienceSeconds = 30;
/** A member that hasn't settled for so long after it joined may be beside its cluster. */
const unsettledSeconds = 5;

/**
 * Looks after the own member as long as its connection stands: warms its Raft group up, gives the
 * member its seat in the CP Subsystem (back), watches majorities, and notices when the member was
 * left behind.
 */
export function reconcileMember(effects: MemberEffects): Promise<void> {
	const reconciler = new MemberReconciler(effects);
	return reconcile(() => reconciler.round(), pauseSeconds, effects.onTrouble, effects.connection.closed);
}

class MemberReconciler {
	readonly #effects: MemberEffects;
	readonly #states: States;
	readonly #seat: CpSeat;
	readonly #groups: GroupWatch;
	readonly #split: SplitWatch;
	readonly #sinceConnection: Stopwatch;
	readonly #sinceFormationBegan: Stopwatch;
	readonly #sinceLook: Stopwatch;
	#warm = false;
	#seenAlive = "";

	constructor(effects: MemberEffects) {
		const { askAnyPeer, clock, connection, layout, settings } = effects;
		this.#effects = effects;
		this.#states = memberStates(connection, layout);
		this.#sinceConnection = new Stopwatch(clock).restart();
		this.#sinceFormationBegan = new Stopwatch(clock).restart();
		this.#sinceLook = new Stopwatch(clock);
		this.#seat = new CpSeat(effects);
		this.#groups = new GroupWatch(effects, () => this.#sinceLook.stop());
		this.#split = new SplitWatch(settings.podAddress, askAnyPeer);
	}

	/** Whether the member serves and has its seat. */
	get #settled(): boolean {
		return this.#warm && this.#seat.isTaken;
	}

	/** One look; whether everything is as it should be. */
	async round(): Promise<boolean> {
		const { connection, metrics, onSettled, onSplitOff } = this.#effects;
		const live = connection.liveMembers();
		metrics.liveMembers(live.length);
		if (this.#warm) await this.#checkAnswers();
		const settled = this.#settled;
		if (settled || this.#sinceConnection.seconds > unsettledSeconds) {
			await this.#split.look(live);
			if (this.#split.isSplitOff) onSplitOff();
		}
		const alive = live.map(({ uuid }) => uuid).join();
		let trouble: unknown = null;
		if (!settled || alive !== this.#seenAlive || !this.#sinceLook.isWithin(lookAgainSeconds)) {
			trouble = await this.#lookAround(live);
			if (!trouble) {
				this.#seenAlive = alive;
				this.#sinceLook.restart();
			}
		}
		await this.#groups.watchMajorities(live, this.#split.isAmongPeers);
		onSettled(this.#settled);
		if (trouble) throw trouble;
		return this.#settled && this.#groups.allHaveMajorities;
	}

	/** Groups and seat; trouble with one is returned, and the other looked at all the same. */
	async #lookAround(live: readonly LiveMember[]): Promise<unknown> {
		const groups = await errorOf(() => this.#groups.look(live));
		const seat = await errorOf(() => this.#lookAtSeat(live));
		return groups ?? seat;
	}

	/** Whether the own group answers by way of the own member: if not, a peer's way may be better. */
	async #checkAnswers(): Promise<void> {
		const { layout, onServing, readElsewhere } = this.#effects;
		const answers = (await this.#states.read(layout.ownState)).kind === "ok";
		onServing(this.#states, answers);
		// It may be just the own member that doesn't answer, frozen or cut off.
		if (answers || (await readElsewhere())?.kind === "ok") this.#groups.answered();
	}

	async #lookAtSeat(live: readonly LiveMember[]): Promise<void> {
		const { management, metrics } = this.#effects;
		const cpMembers = await management.cpMembers();
		metrics.cpMembers(cpMembers.length);
		if (cpMembers.length === 0) return this.#helpFormation(live);
		// Without its own group a replica serves nothing, but its member can have its seat back all the
		// same.
		const unwarmed = this.#warm ? null : await errorOf(() => this.#warmUp());
		await this.#seat.take(live, cpMembers);
		if (unwarmed) throw unwarmed;
	}

	/**
	 * The CP Subsystem forms by itself, unless a member died in the middle of it: then only the
	 * oldest member can begin anew. Nothing was stored yet, so nothing can be lost.
	 */
	async #helpFormation(live: readonly LiveMember[]): Promise<void> {
		const { management, settings } = this.#effects;
		if (this.#sinceFormationBegan.isWithin(formationPatienceSeconds)) return;
		if (live.length < settings.replicas || !isOldest(live, settings.podAddress)) return;
		this.#sinceFormationBegan.restart();
		await timed(this.#effects, "reset", () => management.reset());
	}

	/** Makes the groups that this replica answers for, and every path of an operation fast. */
	async #warmUp(): Promise<void> {
		const { connection, layout, onServing, settings } = this.#effects;
		const { emptyGroup, ownGroup, ownState } = layout;
		const own = await within(20, `the group ${ownGroup}`, () =>
			connection.reference(`warm-up-of-${settings.pod}`, ownGroup),
		);
		for (let call = 0; call < warmUpCalls; call++) await own.compareAndSet(await own.get(), String(call));
		if ((await this.#states.read(ownState)).kind !== "ok") return;
		this.#warm = true;
		this.#groups.answered();
		onServing(this.#states, true);
		if (settings.ordinal !== 0 || emptyGroup === null) return;
		await (await connection.reference("unused", emptyGroup)).get();
	}
}

/** Does `work`; the error that it ended with, or null. */
async function errorOf(work: () => Promise<void>): Promise<unknown> {
	try {
		await work();
		return null;
	} catch (error) {
		return error;
	}
}
