/**
 * What went wrong, in one line, from what Pulumi said; empty where it said nothing. An object of
 * Kubernetes that was waited for in vain is "not ready", with what is known of it.
 */
export function pulumiError(output: string): string {
	const lines = output
		.split("\n")
		.map((line) => line.trim())
		.filter((line) => line !== "");
	// What came before is progress, in which an error has its first line only.
	const diagnostics = lines.slice(lines.lastIndexOf("Diagnostics:") + 1);
	const error = firstError(diagnostics) ?? firstError(lines) ?? lines.at(-1) ?? "";
	const pod = diagnostics
		.map((line) => /^warning: (Pod \S+ (?:doesn't start|fails): .+)$/.exec(line))
		.find((match) => match !== null)?.[1];
	return pod === undefined ? error : `${error}; ${pod}`;
}

function firstError(lines: readonly string[]): string | undefined {
	let object = "";
	for (const [i, line] of lines.entries()) {
		const [, kind, name] = /^kubernetes:\S+:(\w+) \((.+)\):$/.exec(line) ?? [];
		if (kind !== undefined) object = `${kind} ${name}`;
		const text = /(?:^|\s)error: (.+)$/.exec(line)?.[1];
		if (text === undefined || /^update failed/.test(text)) continue;
		if (!/^\d+ errors? occurred:$/.test(text)) return text;
		const list = listAfter(lines, i);
		if (list.length === 0) continue;
		const [, before, why] = /^(.* failed to fully initialize or become live: )?(.*)$/.exec(list.join("; ")) ?? [];
		return before === undefined || object === "" ? why : `${object} is not ready: ${why}`;
	}
	return undefined;
}

/** The items of the list that follows a line. */
function listAfter(lines: readonly string[], start: number): string[] {
	const items: string[] = [];
	for (const line of lines.slice(start + 1)) {
		const item = /^\* (.+)$/.exec(line)?.[1];
		if (item === undefined) break;
		items.push(item);
	}
	return items;
}
