import type { PictureContext } from "../pictures.ts";
import { oneModeRemark, pictureCaptions } from "../study/captions.ts";
import { modesOf } from "./cells.ts";

/**
 * What stands below a figure that shows no value of the study.
 *
 * @param shown what is drawn
 * @param remarks of this figure alone; null: doesn't apply
 */
export function captionsOf(
	context: PictureContext,
	shown: readonly { mode: string }[],
	remarks: readonly (string | null)[],
): string[] {
	return pictureCaptions(context, {
		logarithmic: false,
		references: false,
		remarks: [...remarks, oneModeRemark(modesOf(shown))],
	});
}
