import type { PictureContext } from "../pictures.ts";

/** What readers must know below a figure of several runs. */
export function pictureCaptions(
	{ notes, standIns, study }: PictureContext,
	{
		logarithmic,
		references,
		remarks,
	}: {
		logarithmic: boolean;
		/** Whether the study's values are drawn. */
		references: boolean;
		/** Of this figure alone. */
		remarks: readonly (string | null)[];
	},
): string[] {
	const captions = remarks.filter((remark) => remark !== null);
	if (logarithmic) captions.push("The vertical axis is logarithmic.");
	if (references && study !== null) {
		const { replicas, durationSeconds, failureAtSeconds } = study.protocol;
		captions.push(
			`Grey, hatched or dashed: what the study's text says (${replicas.join(" to ")} replicas, ${durationSeconds} s, failure at ${failureAtSeconds} s), on other machines and older software; not measured here.`,
		);
	}
	captions.push(...notes);
	if (standIns.length > 0) captions.push(`Stand-ins: ${standIns.join("; ")}.`);
	return captions;
}

/** `Only central was run, so there is nothing to compare it with.`; null with several modes or none. */
export function oneModeRemark(modes: readonly string[]): string | null {
	return modes.length === 1
		? `Only ${modes[0]} was run, so there is nothing to compare it with.`
		: null;
}
