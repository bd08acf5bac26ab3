/** What went wrong, in one line, from what Pulumi said; empty where it said nothing. */
export function pulumiError(output: string): string {
	const lines = output
		.split("\n")
		.map((line) => line.trim())
		.filter((line) => line !== "");
	const errors = lines
		.map((line) => /(?:^|\s)error: (.+)$/.exec(line)?.[1])
		.filter((text) => text !== undefined && !/^update failed/.test(text));
	return errors[0] ?? lines.at(-1) ?? "";
}
