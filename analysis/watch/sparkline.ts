const bars = [..."▁▂▃▄▅▆▇█"] as const;

/**
 * A bar for each value, in a row: the lowest one stands for 0, the highest for `maximum`. Where
 * there is no value, there is a space.
 *
 * @param values from 0 to `maximum`
 */
export function sparkline(values: readonly (number | null)[], maximum: number): string {
	return values
		.map((value) => {
			if (value === null) return " ";
			const share = maximum > 0 ? value / maximum : 0;
			return bars[Math.round(share * (bars.length - 1))];
		})
		.join("");
}
