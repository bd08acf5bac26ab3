import { chooseVictims } from "../../schema/victims.ts";
import { fail, listPods } from "../lab.ts";
import { deleteAtOnce } from "./deletePods.ts";
import type { Procedure } from "./procedure.ts";

/**
 * Deletes Pods of the database, at once and without a grace period: what it has only in memory is
 * gone.
 */
export const deleteStore: Procedure<"delete-store"> = {
	choose({ victims }, { lab, seed }) {
		const { store } = lab;
		const pods = store === null ? [] : listPods(lab, { selector: store });
		if (pods.length < victims) {
			fail(`The store has ${pods.length} Pods: ${victims} can't be deleted.`);
		}
		const names = chooseVictims(
			pods.map(({ name }) => name),
			victims,
			seed,
		);
		return { pods: pods.filter(({ name }) => names.includes(name)) };
	},
	inject: (_, hit, world) => deleteAtOnce({ gracePeriodSeconds: 0 }, hit, world),
};
