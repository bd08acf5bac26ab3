import { reportHealed, timed } from "../reconciler.ts";
import { Stopwatch } from "../stopwatch.ts";
import { within } from "../within.ts";
import { nextHealStep } from "./heal.ts";
import { type CpMember, ManagementFailed } from "./management.ts";
import type { LiveMember } from "./memberClient.ts";
import type { MemberEffects } from "./memberReconciler.ts";
import { seatOf } from "./removal.ts";

/** The kubelet leaves the containers of a Pod that is deleted by force 2 s. */
const predecessorSeconds = 2;
/** A promotion whose answer was lost may yet be applied: an entry of the own address may be it. */
const promotionSeconds = 30;
const noteSeconds = 2;

/** The own member's seat in the CP Subsystem: won (back), and noted for whoever comes after it. */
export class CpSeat {
	readonly #effects: MemberEffects;
	readonly #sinceConnection: Stopwatch;
	readonly #sinceUnansweredPromotion: Stopwatch;
	/** Whether the member came without a seat though the CP Subsystem had formed. */
	#isHealing = false;
	#isTaken = false;

	constructor(effects: MemberEffects) {
		this.#effects = effects;
		this.#sinceConnection = new Stopwatch(effects.clock).restart();
		this.#sinceUnansweredPromotion = new Stopwatch(effects.clock);
	}

	get isTaken(): boolean {
		return this.#isTaken;
	}

	/** One step on the way to the seat. */
	async take(live: readonly LiveMember[], cpMembers: readonly CpMember[]): Promise<void> {
		const { management, report, settings } = this.#effects;
		const ownSeat = await management.ownSeat();
		this.#isTaken = cpMembers.some(({ uuid }) => uuid === ownSeat);
		if (this.#isTaken) return this.#settleIn(ownSeat as string);
		this.#isHealing = true;
		const step = nextHealStep({
			ownAddress: settings.podAddress,
			ownSeat,
			cpMembers,
			liveAddresses: live.map(({ address }) => address),
			predecessor: await this.#noted(),
			patient: this.#sinceConnection.isWithin(predecessorSeconds),
		});
		if (this.#sinceUnansweredPromotion.isWithin(promotionSeconds)) return;
		if (step.kind === "remove") {
			await timed(this.#effects, "remove", () => management.remove(step.uuid));
			report({ event: "member-removed", detail: `the predecessor's member ${step.uuid}` });
		} else if (step.kind === "promote") {
			await this.#promote();
		}
	}

	async #promote(): Promise<void> {
		const { management, report } = this.#effects;
		try {
			await timed(this.#effects, "promote", () => management.promote());
			report({ event: "member-promoted" });
		} catch (error) {
			if (error instanceof ManagementFailed && !error.status) this.#sinceUnansweredPromotion.restart();
			throw error;
		}
	}

	async #settleIn(seat: string): Promise<void> {
		const { clock, since } = this.#effects;
		if ((await this.#noted()) !== seat) {
			await within(noteSeconds, "the note of the seat", async () => (await this.#note()).set(seat));
		}
		if (!this.#isHealing) return;
		this.#isHealing = false;
		reportHealed(this.#effects, clock() - since);
	}

	async #noted(): Promise<string | null> {
		try {
			return await within(noteSeconds, "the note of the seat", async () => (await this.#note()).get());
		} catch {
			// The group can't answer: Hazelcast's own removal of dead members has to do.
			return null;
		}
	}

	#note() {
		const { connection, layout, settings } = this.#effects;
		return seatOf(connection, settings.pod, layout.ownGroup);
	}
}
