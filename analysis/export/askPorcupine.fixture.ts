import { execFileSync } from "node:child_process";
import { goBinary } from "../../toolchain/goTools.ts";
import type { PorcupineHistory } from "./porcupine.ts";

export type PorcupineResult = "Ok" | "Illegal" | "Unknown";

/** What Porcupine says of each history, in their order. */
export function askPorcupine(histories: readonly PorcupineHistory[]): PorcupineResult[] {
	const lines = execFileSync(goBinary("porcupine"), ["-timeout", "20s"], {
		input: histories.map((each) => `${JSON.stringify(each)}\n`).join(""),
		encoding: "utf8",
		maxBuffer: 2 ** 28,
	}).split("\n");
	return lines.filter((line) => line !== "").map((line) => (JSON.parse(line) as { result: PorcupineResult }).result);
}
