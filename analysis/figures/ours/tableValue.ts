import { exact } from "../study/readable.ts";

/** Stands where a table has no value. */
export const noValue = "";

/** A number for a table, or nothing. */
export function tableValue(value: number | null): number | string {
	return value === null ? noValue : exact(value);
}
