import { chooseMajority } from "./choose.ts";
import { deleteAtOnce } from "./deletePods.ts";
import type { Procedure } from "./procedure.ts";

/** Deletes more members of a Raft group at once than it can lose. */
export const deleteMajority: Procedure<"delete-majority"> = {
	choose({ group }, world) {
		const majority = chooseMajority(group ?? null, world);
		return {
			pods: majority.pods,
			describe: () => `a majority of ${majority.group}`,
		};
	},
	inject: deleteAtOnce,
};
