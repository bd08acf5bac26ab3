import { deletePods } from "../lab.ts";
import type { Procedure } from "./procedure.ts";

/**
 * Deletes one Pod after the other, as an update or a drained node does: each once the one before is
 * Ready again.
 */
export const rolling: Procedure<"rolling"> = {
	inject({ gracePeriodSeconds }, { pods }, { lab, hit, awaitSuccessor }) {
		for (const pod of pods) {
			deletePods(lab, [pod], gracePeriodSeconds);
			hit([pod]);
			if (!awaitSuccessor(pod)) return;
		}
	},
};
