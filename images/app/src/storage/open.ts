import { precedesOnChain } from "../locate.ts";
import type { Settings } from "../settings.ts";
import { sha256Base64 } from "../sha256.ts";
import { adapters } from "./adapters/index.ts";
import type { StateStorage } from "./stateStorage.ts";

/**
 * The storage of the mode that the settings name.
 *
 * @param onDeposed called with a sentence when another process took this one's place, in the mode
 *   that has such
 */
export function openStorage(
	{ pod, self, mode, own, indexLimit }: Settings,
	stop: AbortSignal,
	onDeposed: (reason: string) => void,
): StateStorage {
	const adapter = adapters.find(({ name }) => name === mode);
	if (!adapter) throw new Error(`No adapter is called "${mode}".`);
	return adapter.open(own, {
		pod,
		self,
		onDeposed,
		storage: {
			stop,
			precedes: (identity, stored, value) => precedesOnChain(sha256Base64, identity, stored, value, indexLimit),
		},
	});
}
