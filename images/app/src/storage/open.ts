import { precedesOnChain } from "../locate.ts";
import type { Settings } from "../settings.ts";
import { sha256Base64 } from "../sha256.ts";
import { CentralStorage } from "./central.ts";
import { couchDb } from "./couchdb.ts";
import { httpRequest } from "./request.ts";
import { type StateStorage, stateStorage } from "./stateStorage.ts";

/** The storage of the mode that the settings name. */
export function openStorage(
	settings: Settings,
	stop: AbortSignal,
): StateStorage {
	const { pod, central, indexLimit } = settings;
	switch (settings.mode) {
		case "central":
			return stateStorage(
				pod,
				new CentralStorage(couchDb(central, httpRequest()), {
					stop,
					precedes: (identity, stored, value) =>
						precedesOnChain(sha256Base64, identity, stored, value, indexLimit),
				}),
			);
	}
}
