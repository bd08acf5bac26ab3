import { isSplitOff, type PeerView } from "./formation.ts";
import type { LiveMember } from "./memberClient.ts";

/** So many peers in a row must see the cluster without the own member. */
const enoughEvidence = 3;

/** Notices that the cluster goes on without the own member. */
export class SplitWatch {
	readonly #ownAddress: string;
	readonly #askAnyPeer: () => Promise<PeerView>;
	#evidence = 0;
	#hearsPeers = false;

	constructor(ownAddress: string, askAnyPeer: () => Promise<PeerView>) {
		this.#ownAddress = ownAddress;
		this.#askAnyPeer = askAnyPeer;
	}

	/** Whether the own member is where its peers are, as far as one of them was heard. */
	get isAmongPeers(): boolean {
		return this.#hearsPeers && this.#evidence === 0;
	}

	get isSplitOff(): boolean {
		return this.#evidence >= enoughEvidence;
	}

	async look(live: readonly LiveMember[]): Promise<void> {
		const own = live.find(({ address }) => address === this.#ownAddress);
		if (!own) return;
		const peer = await this.#askAnyPeer();
		this.#hearsPeers = peer.kind === "answered";
		if (!this.#hearsPeers) return;
		const uuids = live.map(({ uuid }) => uuid);
		this.#evidence = isSplitOff(own.uuid, uuids, peer) ? this.#evidence + 1 : 0;
	}
}
